package dev.trueup.insight;

import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionData.Item;
import dev.trueup.model.SubscriptionTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Arbitrary subscriptions of every kind of price, in every status. */
final class AnySubscriptions {

    static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private static final Arbitrary<String> STATUSES = Arbitraries.of(
            "active",
            "past_due",
            "trialing",
            "unpaid",
            "paused",
            "incomplete",
            "incomplete_expired",
            "canceled",
            "a_word_of_tomorrow");

    private static final Arbitrary<BigDecimal> AMOUNTS = Arbitraries.bigDecimals()
            .between(BigDecimal.ZERO, new BigDecimal("99999"))
            .ofScale(4);

    private AnySubscriptions() {}

    static Arbitrary<SubscriptionData> one() {
        return Arbitraries.of("eur", "usd", "jpy").flatMap(AnySubscriptions::in);
    }

    /** Several of one customer, each with an id of its own. */
    static Arbitrary<List<SubscriptionData>> several() {
        return one().list().ofMaxSize(5).map(list -> {
            List<SubscriptionData> named = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                named.add(named(list.get(i), "sub_" + i));
            }
            return named;
        });
    }

    private static Arbitrary<SubscriptionData> in(String currency) {
        Arbitrary<List<Item>> items = item(currency).list().ofMaxSize(3);
        Arbitrary<List<Discount>> discounts = discount(currency).list().ofMaxSize(2);
        return Combinators.combine(
                        STATUSES,
                        items,
                        discounts,
                        Arbitraries.of(false, false, true),
                        Arbitraries.integers().between(0, 400).injectNull(0.5),
                        Arbitraries.integers().between(0, 800),
                        Arbitraries.integers().between(0, 60).injectNull(0.6))
                .as(AnySubscriptions::subscription);
    }

    private static SubscriptionData subscription(
            String status,
            List<Item> items,
            List<Discount> discounts,
            boolean paused,
            @Nullable Integer ended,
            int age,
            @Nullable Integer trial) {
        Instant created = NOW.minus(Duration.ofDays(age));
        boolean over = status.equals("canceled") || status.equals("incomplete_expired");
        Instant end = over && ended != null ? created.plus(Duration.ofDays(Math.min(age, ended))) : null;
        return new SubscriptionData(
                "sub_1",
                status,
                items.isEmpty() ? null : items.get(0).priceId(),
                created,
                created.plus(Duration.ofDays(30)),
                false,
                end,
                trial == null ? null : created,
                trial == null ? null : created.plus(Duration.ofDays(trial)),
                created,
                items,
                new SubscriptionTerms(SubscriptionTerms.LICENSED, paused, end, discounts, Map.of()));
    }

    private static Arbitrary<Item> item(String currency) {
        return Combinators.combine(
                        pricing().injectNull(0.4),
                        Arbitraries.longs().between(0, 100_000).injectNull(0.1),
                        Arbitraries.of("day", "week", "month", "month", "year", "a_word_of_tomorrow")
                                .injectNull(0.1),
                        Arbitraries.longs().between(1, 12),
                        Arbitraries.longs().between(0, 60).injectNull(0.1))
                .as((pricing, amount, interval, count, quantity) -> new Item(
                        "si_1",
                        "price_1",
                        pricing == null ? amount : null,
                        currency,
                        interval,
                        count,
                        quantity,
                        pricing));
    }

    private static Arbitrary<Pricing> pricing() {
        Arbitrary<Pricing> decimal = AMOUNTS.map(Pricing::decimal);
        Arbitrary<Pricing> packages = Combinators.combine(
                        AMOUNTS, Arbitraries.longs().between(1, 20), Arbitraries.of(true, false))
                .as((amount, size, up) -> new Pricing(amount, null, List.of(), size, up));
        Arbitrary<Pricing> tiered = Combinators.combine(
                        Arbitraries.of("graduated", "volume"),
                        Combinators.combine(AMOUNTS, AMOUNTS)
                                .as((unit, flat) -> new Pricing.Tier(null, unit, flat))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4),
                        Arbitraries.longs().between(1, 25))
                .as((mode, tiers, width) -> new Pricing(null, mode, stepped(tiers, width), null, false));
        return Arbitraries.oneOf(decimal, packages, tiered);
    }

    private static List<Pricing.Tier> stepped(List<Pricing.Tier> tiers, long width) {
        List<Pricing.Tier> stepped = new ArrayList<>();
        for (int i = 0; i < tiers.size(); i++) {
            Long upTo = i == tiers.size() - 1 ? null : width * (i + 1);
            stepped.add(new Pricing.Tier(
                    upTo, tiers.get(i).unitAmount(), tiers.get(i).flatAmount()));
        }
        return stepped;
    }

    private static Arbitrary<Discount> discount(String currency) {
        Arbitrary<String> durations = Arbitraries.of("forever", "repeating", "once");
        Arbitrary<Discount> percent = Combinators.combine(
                        Arbitraries.bigDecimals()
                                .between(new BigDecimal("0.01"), BigDecimal.valueOf(100))
                                .ofScale(2),
                        durations)
                .as((off, duration) -> new Discount(off, null, null, duration, null));
        Arbitrary<Discount> amount = Combinators.combine(
                        Arbitraries.longs().between(1, 50_000), Arbitraries.of(currency, currency, "chf"), durations)
                .as((off, of, duration) -> new Discount(null, off, of, duration, null));
        return Arbitraries.oneOf(percent, amount);
    }

    static SubscriptionData named(SubscriptionData it, String id) {
        return new SubscriptionData(
                id,
                it.status(),
                it.priceId(),
                it.currentPeriodStart(),
                it.currentPeriodEnd(),
                it.cancelAtPeriodEnd(),
                it.canceledAt(),
                it.trialStart(),
                it.trialEnd(),
                it.created(),
                it.items(),
                it.terms());
    }
}
