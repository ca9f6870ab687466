package dev.trueup.insight;

import dev.trueup.model.Insight;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import java.util.ArrayList;
import java.util.List;

/** The rules by which figures become something to look at. Pure functions. */
final class Insights {

    /** Fewer charges say nothing about a part of them. */
    private static final long ENOUGH_CHARGES = 20;

    private static final double MANY_FAILED = 0.05;
    private static final double RISING = 1.5;
    private static final double CONCENTRATED = 0.25;
    private static final long ENOUGH_CUSTOMERS = 2;

    private Insights() {}

    static List<Insight> of(RevenueTotal total, RevenueSigns signs) {
        List<Insight> insights = new ArrayList<>();
        failedPayments(signs, insights);
        cards(signs, insights);
        concentration(total, signs, insights);
        trials(signs, insights);
        return insights;
    }

    private static void failedPayments(RevenueSigns signs, List<Insight> insights) {
        double now = part(signs.failedCharges(), signs.charges());
        double before = part(signs.failedChargesBefore(), signs.chargesBefore());
        double threshold = Math.max(MANY_FAILED, before * RISING);
        if (signs.charges() >= ENOUGH_CHARGES && now >= threshold) {
            insights.add(new Insight(
                    Insight.Kind.RISING_FAILED_PAYMENTS,
                    now,
                    threshold,
                    "%d of %d charges of the last 30 days failed, and %d of %d in the 30 days before."
                            .formatted(
                                    signs.failedCharges(),
                                    signs.charges(),
                                    signs.failedChargesBefore(),
                                    signs.chargesBefore())));
        }
    }

    private static void cards(RevenueSigns signs, List<Insight> insights) {
        long cards = signs.expiringCards() + signs.expiredCards();
        if (cards > 0) {
            insights.add(new Insight(
                    Insight.Kind.EXPIRING_CARDS,
                    cards,
                    1,
                    "The cards of %d paying customers expire with this month or the next one, and those of %d have expired."
                            .formatted(signs.expiringCards(), signs.expiredCards())));
        }
    }

    private static void concentration(RevenueTotal total, RevenueSigns signs, List<Insight> insights) {
        double part = part(signs.largestMrr(), total.mrr());
        if (signs.largest() != null && total.customers() >= ENOUGH_CUSTOMERS && part >= CONCENTRATED) {
            insights.add(new Insight(
                    Insight.Kind.CONCENTRATION,
                    part,
                    CONCENTRATED,
                    "Customer %s brings %d %% of the revenue.".formatted(signs.largest(), Math.round(part * 100))));
        }
    }

    private static void trials(RevenueSigns signs, List<Insight> insights) {
        if (signs.trialsEnding() > 0) {
            insights.add(new Insight(
                    Insight.Kind.TRIALS_ENDING,
                    signs.trialsEnding(),
                    1,
                    "%d trials end within 7 days.".formatted(signs.trialsEnding())));
        }
    }

    private static double part(long of, long all) {
        return all <= 0 ? 0 : of / (double) all;
    }
}
