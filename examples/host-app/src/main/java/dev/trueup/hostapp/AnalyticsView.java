package dev.trueup.hostapp;

import dev.trueup.model.Insight;
import dev.trueup.model.Movement;
import dev.trueup.model.RevenueReport;
import dev.trueup.model.RevenueTotal;
import java.util.List;
import java.util.Locale;

/** What the business earns as JSON. Amounts are in the currency's minor unit. */
record AnalyticsView(
        String currency,
        long mrr,
        long arr,
        long activeSubscriptions,
        long customers,
        double churnRate,
        double retention,
        List<Moved> movements,
        List<Seen> insights) {

    static AnalyticsView of(RevenueReport report) {
        RevenueTotal total = report.total();
        return new AnalyticsView(
                total.currency(),
                total.mrr(),
                total.arr(),
                total.subscriptions(),
                total.customers(),
                report.churnRate(),
                report.retention(),
                report.movements().stream().map(Moved::of).toList(),
                report.insights().stream().map(Seen::of).toList());
    }

    /** A change of what a customer pays. */
    record Moved(String kind, long amount, String at, String customerId) {

        static Moved of(Movement movement) {
            return new Moved(
                    word(movement.kind()),
                    movement.amount(),
                    movement.at().toString(),
                    movement.customer().value());
        }
    }

    /** Something to look at. */
    record Seen(String kind, double value, double threshold, String text) {

        static Seen of(Insight insight) {
            return new Seen(word(insight.kind()), insight.value(), insight.threshold(), insight.text());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
