package dev.trueup.testkit.contract;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Customers to put into stores under test. */
final class SampleBilling {

    static final Instant CREATED = Instant.parse("2024-02-29T12:00:00Z");

    private SampleBilling() {}

    /** A customer with a value in every field of two subscriptions, whose ids are those of no other customer. */
    static CustomerSnapshot complete(UserId user, CustomerId customer) {
        Pricing tiers = new Pricing(
                null,
                "graduated",
                List.of(
                        new Pricing.Tier(10L, new BigDecimal("12.5"), new BigDecimal("100")),
                        new Pricing.Tier(null, new BigDecimal("0.000000000001"), BigDecimal.ZERO)),
                null,
                false);
        Pricing packages = new Pricing(new BigDecimal("99.95"), null, List.of(), 7L, true);
        SubscriptionData special = new SubscriptionData(
                "sub_special_" + customer,
                "past_due",
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
                        new SubscriptionData.Item("si_2", "price_2", null, "eur", "year", 2, 25L, tiers),
                        new SubscriptionData.Item("si_3", "price_3", null, "eur", null, 1, null, packages)),
                new SubscriptionTerms(
                        "mixed",
                        false,
                        CREATED.plusSeconds(9),
                        List.of(
                                new Discount(new BigDecimal("12.345"), null, null, "forever", null),
                                new Discount(null, 500L, "eur", "repeating", CREATED.plusSeconds(99))),
                        Map.of(
                                "team",
                                "Grün & Söhne 🦊",
                                "",
                                "empty name",
                                "quote\"'\\",
                                "'; DROP TABLE customers; --")));
        SubscriptionData bare = new SubscriptionData(
                "sub_bare_" + customer,
                "a_word_of_tomorrow",
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                CREATED,
                List.of());
        return of(user, customer, List.of(special, bare), CREATED.plusSeconds(86_400));
    }

    static CustomerSnapshot of(
            UserId user, CustomerId customer, List<SubscriptionData> subscriptions, Instant updatedAt) {
        return new CustomerSnapshot(
                new StripeCustomerData(
                        customer,
                        "ann@example.com",
                        user,
                        "Ann O'Neil",
                        subscriptions.stream().map(SubscriptionData::id).toList(),
                        "pm_1",
                        CREATED,
                        updatedAt),
                subscriptions,
                new PaymentSummary("card", "visa", "4242", 12, 2030));
    }

    /** A subscription to one thing for a month each. */
    static SubscriptionData monthly(String id, String status, String currency, long amount, Instant created) {
        return new SubscriptionData(
                id,
                status,
                "price_" + amount,
                created,
                created.plusSeconds(2_592_000),
                false,
                status.equals("canceled") ? created.plusSeconds(86_400) : null,
                null,
                null,
                created,
                List.of(new SubscriptionData.Item("si_" + id, "price_" + amount, amount, currency, "month", 1, 1L)));
    }

    static Put put(CustomerSnapshot customer, long number) {
        return new Put(ticket(customer.userId(), number), new Finding.Live(customer));
    }

    static Put gone(UserId user, CustomerId customer, long number) {
        return new Put(ticket(user, number), new Finding.Gone(customer));
    }

    static Put nothing(UserId user, long number) {
        return new Put(ticket(user, number), Finding.nothing());
    }

    private static Ticket ticket(UserId user, long number) {
        return new Ticket(user, Ticket.Scope.RECORD, "life", number);
    }
}
