package dev.trueup.testkit.contract;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import java.time.Instant;
import java.util.List;

/** Customers to put into caches under test. */
final class SampleCustomers {

    private static final Instant CREATED = Instant.parse("2024-02-29T12:00:00Z");

    private SampleCustomers() {}

    /** The customer of a user in one of its versions, which {@link #version} tells again. */
    static CustomerSnapshot inVersion(UserId user, CustomerId customer, long version) {
        return new CustomerSnapshot(
                new StripeCustomerData(
                        customer, null, user, null, List.of(), null, CREATED, CREATED.plusSeconds(version)),
                List.of(),
                null);
    }

    static long version(CustomerSnapshot snapshot) {
        return snapshot.customer().updatedAt().getEpochSecond() - CREATED.getEpochSecond();
    }

    /** A customer with a value in every field. */
    static CustomerSnapshot complete(UserId user, CustomerId customer, String email, String name) {
        SubscriptionData trialling = new SubscriptionData(
                "sub_1",
                "trialing",
                "price_1",
                CREATED,
                CREATED.plusSeconds(2_592_000),
                true,
                CREATED.plusSeconds(7),
                CREATED,
                CREATED.plusSeconds(604_800),
                CREATED,
                List.of(
                        new SubscriptionData.Item("si_1", "price_1", 1_999L, "eur", "month", 1, 3L),
                        new SubscriptionData.Item("si_2", "price_2", null, "eur", null, 1, null)));
        SubscriptionData bare = new SubscriptionData(
                "sub_2", "a_word_of_tomorrow", null, null, null, false, null, null, null, CREATED, List.of());
        return new CustomerSnapshot(
                new StripeCustomerData(
                        customer,
                        email,
                        user,
                        name,
                        List.of("sub_1", "sub_2"),
                        "pm_1",
                        CREATED,
                        CREATED.plusSeconds(86_400)),
                List.of(trialling, bare),
                new PaymentSummary("card", "visa", "4242", 12, 2030));
    }
}
