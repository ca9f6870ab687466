package dev.trueup.model;

import java.util.List;

/**
 * What the business earns in one currency. Immutable and thread-safe.
 *
 * @param total revenue, subscriptions and customers now
 * @param churnRate the revenue that was lost to churn in the last 30 days, as a fraction of the revenue 30 days ago; 0 if
 *     there was none
 * @param retention what the customers of 30 days ago pay now, as a fraction of what they paid then, whatever made them
 *     pay more or less; 1 if there were none
 * @param movements the latest changes, newest first
 * @param insights what somebody should look at
 */
public record RevenueReport(
        RevenueTotal total, double churnRate, double retention, List<Movement> movements, List<Insight> insights) {

    /** Copies the lists. */
    public RevenueReport {
        movements = List.copyOf(movements);
        insights = List.copyOf(insights);
    }
}
