package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.UserId;
import java.time.Instant;
import java.util.List;

/** Customers to put into caches under test; a version tells apart what was read when. */
final class Customers {

    private static final Instant CREATED = Instant.parse("2024-02-29T12:00:00Z");

    private Customers() {}

    static CustomerSnapshot inVersion(UserId user, long version) {
        return new CustomerSnapshot(
                new StripeCustomerData(
                        of(user), null, user, null, List.of(), null, CREATED, CREATED.plusSeconds(version)),
                List.of(),
                null);
    }

    static long version(CustomerSnapshot snapshot) {
        return snapshot.customer().updatedAt().getEpochSecond() - CREATED.getEpochSecond();
    }

    static CustomerId of(UserId user) {
        return new CustomerId("cus_of_" + user);
    }
}
