package dev.trueup.redis;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Customers to put into caches under test. */
final class Customers {

    private static final Instant CREATED = Instant.parse("2024-02-29T12:00:00Z");

    private Customers() {}

    /** A customer of a subscription and a card, in one of its versions. */
    static CustomerSnapshot of(UserId user, CustomerId customer, int version) {
        return named(user, customer, "Ann Onymous " + version);
    }

    /** As {@link #of}, under a customer id made of the user's. */
    static CustomerSnapshot of(UserId user, int version) {
        return of(user, new CustomerId("cus_" + user), version);
    }

    static Finding live(UserId user, int version) {
        return new Finding.Live(of(user, version));
    }

    /** A customer whose JSON has exactly this many bytes, ids and fields being what they are in practice. */
    static CustomerSnapshot ofSize(UserId user, CustomerId customer, int bytes) throws IOException {
        int least = CustomerJson.write(named(user, customer, "")).length;
        return named(user, customer, "n".repeat(bytes - least));
    }

    /** A customer whose subscription has terms and a price of its own. */
    static CustomerSnapshot special(UserId user, SubscriptionTerms terms, Pricing pricing) {
        SubscriptionData subscription = new SubscriptionData(
                "sub_1",
                "active",
                "price_1",
                null,
                null,
                false,
                null,
                null,
                null,
                CREATED,
                List.of(new SubscriptionData.Item("si_1", "price_1", null, "eur", "month", 1, 1L, pricing)),
                terms);
        return new CustomerSnapshot(
                new StripeCustomerData(
                        new CustomerId("cus_" + user), null, user, null, List.of("sub_1"), null, CREATED, CREATED),
                List.of(subscription),
                null);
    }

    private static CustomerSnapshot named(UserId user, CustomerId customer, String name) {
        SubscriptionData subscription = new SubscriptionData(
                "sub_1OqRZ2",
                "active",
                "price_1OqRYf",
                CREATED,
                CREATED.plusSeconds(2_592_000),
                false,
                null,
                null,
                null,
                CREATED,
                List.of(new SubscriptionData.Item("si_PfkUW2eZ", "price_1OqRYf", 1_999L, "eur", "month", 1, 1L)));
        return new CustomerSnapshot(
                new StripeCustomerData(
                        customer,
                        "ann@example.com",
                        user,
                        name,
                        List.of(subscription.id()),
                        null,
                        CREATED,
                        CREATED.plusSeconds(86_400)),
                List.of(subscription),
                new PaymentSummary("card", "visa", "4242", 12, 2030));
    }
}
