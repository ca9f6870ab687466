package dev.trueup.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Discount;
import dev.trueup.model.Movement;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionData.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** The revenue of arbitrary subscriptions against one that is reckoned unit by unit and invoice by invoice. */
@Tag("promise:M1")
class RevenueOracleTest {

    private static final CustomerId CUSTOMER = new CustomerId("cus_1");

    @Provide
    Arbitrary<SubscriptionData> subscription() {
        return AnySubscriptions.one();
    }

    @Provide
    Arbitrary<List<SubscriptionData>> subscriptions() {
        return AnySubscriptions.several();
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void monthlyIsWhatAYearOfInvoicesIsWorth(@ForAll("subscription") SubscriptionData subscription) {
        assertThat(Revenue.monthly(subscription)).isEqualTo(Oracle.monthly(subscription));
    }

    @Property(tries = 5_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    @Tag("promise:M2")
    void movementsAreJustWhatTheRevenueChangedBy(
            @ForAll("subscriptions") List<SubscriptionData> before,
            @ForAll("subscriptions") List<SubscriptionData> after) {
        List<Movement> moved = Revenue.movements(CUSTOMER, before, after, AnySubscriptions.NOW);

        Map<String, Long> expected = new HashMap<>(Revenue.mrr(after));
        Revenue.mrr(before).forEach((currency, mrr) -> expected.merge(currency, -mrr, Long::sum));
        expected.values().removeIf(it -> it == 0);
        assertThat(sums(moved)).isEqualTo(expected);
        assertThat(moved).allSatisfy(it -> assertThat(it.at()).isBeforeOrEqualTo(AnySubscriptions.NOW));
    }

    @Property(tries = 5_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    @Tag("promise:M2")
    void aHistoryAddsUpToThePresentRevenue(@ForAll("subscriptions") List<SubscriptionData> subscriptions) {
        List<Movement> moved = Revenue.history(CUSTOMER, subscriptions, AnySubscriptions.NOW);

        Map<String, Long> sums = sums(moved);
        sums.values().removeIf(it -> it == 0);
        assertThat(sums).isEqualTo(Revenue.mrr(subscriptions));
        Map<String, Long> running = new HashMap<>();
        for (Movement it : moved) {
            assertThat(running.merge(it.currency(), it.amount(), Long::sum)).isNotNegative();
        }
    }

    private static Map<String, Long> sums(List<Movement> movements) {
        Map<String, Long> sums = new HashMap<>();
        movements.forEach(it -> sums.merge(it.currency(), it.amount(), Long::sum));
        return sums;
    }

    /** Reckons in fractions, one unit at a time. */
    private static final class Oracle {

        static long monthly(SubscriptionData subscription) {
            boolean counts = List.of("active", "past_due").contains(subscription.status())
                    && !subscription.terms().collectionPaused();
            if (!counts) {
                return 0;
            }
            Fraction sum = Fraction.ZERO;
            for (Item item : subscription.items()) {
                sum = sum.plus(price(item).times(perMonth(item)));
            }
            for (Discount discount : subscription.terms().discounts()) {
                if (discount.duration().equals("once")) {
                    continue;
                }
                if (discount.percentOff() != null) {
                    sum = sum.times(Fraction.of(BigDecimal.valueOf(100).subtract(discount.percentOff())))
                            .times(Fraction.of(1, 100));
                } else if (!subscription.items().isEmpty()
                        && subscription.items().get(0).currency().equals(discount.currency())) {
                    Fraction off = Fraction.of(BigDecimal.valueOf(Objects.requireNonNull(discount.amountOff())))
                            .times(perMonth(subscription.items().get(0)));
                    sum = sum.minus(off).orZero();
                }
            }
            return sum.rounded();
        }

        private static Fraction perMonth(Item item) {
            if (item.interval() == null) {
                return Fraction.ZERO;
            }
            long count = item.intervalCount();
            return switch (item.interval()) {
                case "day" -> Fraction.of(365, 12 * count);
                case "week" -> Fraction.of(365, 7 * 12 * count);
                case "month" -> Fraction.of(1, count);
                case "year" -> Fraction.of(1, 12 * count);
                default -> Fraction.ZERO;
            };
        }

        private static Fraction price(Item item) {
            if (item.quantity() == null) {
                return Fraction.ZERO;
            }
            long quantity = item.quantity();
            Pricing pricing = item.pricing();
            if (pricing == null) {
                return item.unitAmount() == null ? Fraction.ZERO : Fraction.of(item.unitAmount() * quantity, 1);
            }
            if (pricing.tiers().isEmpty()) {
                long full = 0;
                long rest = 0;
                long size = pricing.packageSize() == null ? 1 : pricing.packageSize();
                for (long unit = 0; unit < quantity; unit++) {
                    rest++;
                    if (rest == size) {
                        full++;
                        rest = 0;
                    }
                }
                long packages = full + (rest > 0 && pricing.roundUp() ? 1 : 0);
                return Fraction.of(Objects.requireNonNull(pricing.unitAmount())).times(Fraction.of(packages, 1));
            }
            return tiered(pricing, quantity);
        }

        private static Fraction tiered(Pricing pricing, long quantity) {
            List<Pricing.Tier> ofUnits = new ArrayList<>();
            for (long unit = 1; unit <= Math.max(1, quantity); unit++) {
                for (Pricing.Tier tier : pricing.tiers()) {
                    if (tier.upTo() == null || unit <= tier.upTo()) {
                        ofUnits.add(tier);
                        break;
                    }
                }
            }
            Pricing.Tier last = ofUnits.get(ofUnits.size() - 1);
            if ("volume".equals(pricing.tiersMode())) {
                return Fraction.of(last.unitAmount())
                        .times(Fraction.of(quantity, 1))
                        .plus(Fraction.of(last.flatAmount()));
            }
            Fraction sum = Fraction.ZERO;
            for (Pricing.Tier tier : pricing.tiers().subList(0, pricing.tiers().indexOf(last) + 1)) {
                sum = sum.plus(Fraction.of(tier.flatAmount()));
            }
            for (long unit = 0; unit < quantity; unit++) {
                sum = sum.plus(Fraction.of(ofUnits.get((int) unit).unitAmount()));
            }
            return sum;
        }
    }

    private record Fraction(BigInteger above, BigInteger below) {

        static final Fraction ZERO = of(0, 1);

        static Fraction of(long above, long below) {
            return new Fraction(BigInteger.valueOf(above), BigInteger.valueOf(below));
        }

        static Fraction of(BigDecimal number) {
            BigInteger scale = BigInteger.TEN.pow(12);
            return new Fraction(number.multiply(new BigDecimal(scale)).toBigIntegerExact(), scale);
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
        }

        Fraction minus(Fraction other) {
            return plus(new Fraction(other.above.negate(), other.below));
        }

        Fraction times(Fraction other) {
            return new Fraction(above.multiply(other.above), below.multiply(other.below));
        }

        Fraction orZero() {
            return above.signum() < 0 ? ZERO : this;
        }

        /** Half up; never below zero here. */
        long rounded() {
            BigInteger two = BigInteger.TWO;
            return above.multiply(two).add(below).divide(below.multiply(two)).longValueExact();
        }
    }
}
