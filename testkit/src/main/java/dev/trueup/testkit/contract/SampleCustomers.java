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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
                        List.of("sub_1", "sub_2", "sub_3"),
                        "pm_1",
                        CREATED,
                        CREATED.plusSeconds(86_400)),
                List.of(trialling, bare, special()),
                new PaymentSummary("card", "visa", "4242", 12, 2030));
    }

    /** With terms and prices of every kind. */
    private static SubscriptionData special() {
        Pricing tiered = new Pricing(
                null,
                "graduated",
                List.of(
                        new Pricing.Tier(10L, new BigDecimal("2.5"), BigDecimal.ZERO),
                        new Pricing.Tier(null, BigDecimal.ONE, new BigDecimal("100"))),
                null,
                false);
        Pricing packages = new Pricing(new BigDecimal("1999"), null, List.of(), 12L, true);
        Pricing parts = Pricing.decimal(new BigDecimal("0.000000000001"));
        return new SubscriptionData(
                "sub_3",
                "canceled",
                "price_3",
                CREATED,
                CREATED.plusSeconds(2_592_000),
                false,
                CREATED.plusSeconds(7),
                null,
                null,
                CREATED,
                List.of(
                        new SubscriptionData.Item("si_3", "price_3", null, "eur", "month", 1, null, tiered),
                        new SubscriptionData.Item("si_4", "price_4", null, "eur", "year", 2, 30L, packages),
                        new SubscriptionData.Item("si_5", "price_5", null, "eur", "week", 1, 7L, parts)),
                new SubscriptionTerms(
                        "mixed",
                        true,
                        CREATED.plusSeconds(8),
                        List.of(
                                new Discount(new BigDecimal("12.5"), null, null, "repeating", CREATED.plusSeconds(9)),
                                new Discount(null, 500L, "eur", "forever", null)),
                        Map.of("plan", "Größe \"L\"", "empty", "", "a-name-" + "x".repeat(80), "value")));
    }
}
