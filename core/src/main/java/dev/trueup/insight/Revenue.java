package dev.trueup.insight;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Movement;
import dev.trueup.model.SubscriptionData;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What subscriptions bring in: pure functions of what Stripe says of them. {@code docs/revenue.md} has every rule with an
 * example. Amounts are in the currency's minor unit.
 *
 * <p>A subscription counts while its status is {@code active} or {@code past_due} and its invoices are not kept back. What
 * it costs in a month is rounded once, half up, to the minor unit, so that sums are sums of whole numbers.
 */
public final class Revenue {

    private static final Set<String> EARNING = Set.of("active", "past_due");

    private Revenue() {}

    /**
     * What a subscription brings in a month.
     *
     * @return 0 if it brings nothing now; at most 10<sup>15</sup>
     */
    public static long monthly(SubscriptionData subscription) {
        return isEarning(subscription) ? MonthlyPrice.of(subscription) : 0;
    }

    /** Whether a subscription brings in what it costs, even if that is nothing. */
    public static boolean isEarning(SubscriptionData subscription) {
        return EARNING.contains(subscription.status()) && !subscription.terms().collectionPaused();
    }

    /** The currency of a subscription, of which all items have the same; {@code null} if it has no items. */
    public static @Nullable String currency(SubscriptionData subscription) {
        return subscription.items().isEmpty()
                ? null
                : subscription.items().get(0).currency();
    }

    /** Monthly recurring revenue of some subscriptions by currency; a currency that brings nothing is left out. */
    public static Map<String, Long> mrr(Collection<SubscriptionData> subscriptions) {
        Map<String, Long> sums = new TreeMap<>();
        for (SubscriptionData subscription : subscriptions) {
            long monthly = monthly(subscription);
            String currency = currency(subscription);
            if (monthly != 0 && currency != null) {
                sums.merge(currency, monthly, Math::addExact);
            }
        }
        return sums;
    }

    /** Annual recurring revenue of some subscriptions by currency: twelve times the monthly one. */
    public static Map<String, Long> arr(Collection<SubscriptionData> subscriptions) {
        Map<String, Long> sums = mrr(subscriptions);
        sums.replaceAll((currency, mrr) -> Math.multiplyExact(mrr, 12L));
        return sums;
    }

    /**
     * How a customer moved between two states: at most one movement for each currency, by just what the revenue changed.
     *
     * @param before all subscriptions of the customer as they were known
     * @param after all of them as they are now; none if the customer is gone
     * @param at when this was read; a movement bears the time that Stripe tells, if it tells one
     */
    public static List<Movement> movements(
            CustomerId customer, Collection<SubscriptionData> before, Collection<SubscriptionData> after, Instant at) {
        Map<String, Long> was = mrr(before);
        Map<String, Long> is = mrr(after);
        Set<String> currencies = new TreeSet<>(was.keySet());
        currencies.addAll(is.keySet());
        return currencies.stream()
                .filter(it -> !was.getOrDefault(it, 0L).equals(is.getOrDefault(it, 0L)))
                .map(it -> {
                    long from = was.getOrDefault(it, 0L);
                    long to = is.getOrDefault(it, 0L);
                    boolean returns = before.stream().anyMatch(known -> hasPaid(known, it));
                    return new Movement(
                            kind(from, to, returns), customer, it, to - from, RevenueHistory.when(before, after, at));
                })
                .toList();
    }

    /**
     * How a customer came to their present state, of whom nothing was known before: as far as the subscriptions tell when
     * they began and ended, each taken to have cost all the time what it costs last. The sum is the present revenue.
     *
     * @param subscriptions all of the customer's
     * @param at when they were read
     */
    public static List<Movement> history(CustomerId customer, Collection<SubscriptionData> subscriptions, Instant at) {
        return RevenueHistory.of(customer, subscriptions, at);
    }

    /**
     * The revenue that was lost, as a fraction of the revenue at the beginning of a period.
     *
     * @param mrr the revenue at its end
     * @param moved the sums of the movements in it
     * @return 0 if there was no revenue at the beginning
     */
    public static double churnRate(long mrr, Map<Movement.Kind, Long> moved) {
        long then = before(mrr, moved);
        return then <= 0 ? 0 : -moved.getOrDefault(Movement.Kind.CHURN, 0L) / (double) then;
    }

    /**
     * What is left of the revenue at the beginning of a period and has come to it from the same customers, as a fraction
     * of it: net revenue retention.
     *
     * @param mrr the revenue at the end of the period
     * @param moved the sums of the movements in it
     * @return 1 if there was no revenue at the beginning
     */
    public static double retention(long mrr, Map<Movement.Kind, Long> moved) {
        long then = before(mrr, moved);
        long kept = then
                + moved.getOrDefault(Movement.Kind.EXPANSION, 0L)
                + moved.getOrDefault(Movement.Kind.CONTRACTION, 0L)
                + moved.getOrDefault(Movement.Kind.CHURN, 0L);
        return then <= 0 ? 1 : kept / (double) then;
    }

    private static long before(long mrr, Map<Movement.Kind, Long> moved) {
        return mrr - moved.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a change of the revenue is called. */
    static Movement.Kind kind(long from, long to, boolean returns) {
        if (to < from) {
            return to == 0 ? Movement.Kind.CHURN : Movement.Kind.CONTRACTION;
        }
        if (from == 0) {
            return returns ? Movement.Kind.REACTIVATION : Movement.Kind.NEW;
        }
        return Movement.Kind.EXPANSION;
    }

    /** Whether a subscription that brings nothing now has done so before. */
    private static boolean hasPaid(SubscriptionData subscription, String currency) {
        return currency.equals(currency(subscription))
                && RevenueHistory.paid(subscription)
                && MonthlyPrice.of(subscription) != 0;
    }
}
