package dev.trueup.hostapp;

import dev.trueup.model.HealthAlert;
import dev.trueup.model.HealthCounts;
import dev.trueup.model.HealthReport;
import dev.trueup.model.HealthTotals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the process has done of late, as JSON.
 *
 * @param windowSeconds how far back it reaches
 * @param totals what happened in that time, and how many users there are
 * @param rates fractions of it
 * @param alerts all that is watched, firing or not
 */
record HealthView(long windowSeconds, Totals totals, Rates rates, List<Alert> alerts) {

    static HealthView of(HealthReport report) {
        return new HealthView(
                report.window().toSeconds(),
                Totals.of(report.counts(), report.totals()),
                Rates.of(report.counts()),
                report.alerts().stream().map(Alert::of).toList());
    }

    /** Those of users are {@code null} until a run over all of them has ended in this process. */
    record Totals(
            long checks,
            long inSync,
            long outOfSync,
            long undecided,
            long cacheHits,
            long cacheMisses,
            long syncs,
            long syncFailures,
            long apiCalls,
            long apiErrors,
            long authentications,
            long authenticationErrors,
            @Nullable Long users,
            @Nullable Long cachedUsers,
            @Nullable Long syncedUsers,
            @Nullable String usersCountedAt) {

        static Totals of(HealthCounts counts, @Nullable HealthTotals users) {
            return new Totals(
                    counts.checks(),
                    counts.inStep(),
                    counts.outOfStep(),
                    counts.undecided(),
                    counts.cacheHits(),
                    counts.cacheMisses(),
                    counts.syncs(),
                    counts.syncFailures(),
                    counts.calls(),
                    counts.callFailures(),
                    counts.authentications(),
                    counts.authenticationFailures(),
                    users == null ? null : users.users(),
                    users == null ? null : users.cached(),
                    users == null ? null : users.synced(),
                    users == null ? null : users.at().toString());
        }
    }

    /** Fractions from 0 to 1, and a mean time in milliseconds. */
    record Rates(
            double unsyncRate,
            double cacheHitRate,
            double cacheMissRate,
            double syncFailureRate,
            double apiErrorRate,
            double authenticationErrorRate,
            double meanResponseMillis) {

        static Rates of(HealthCounts counts) {
            return new Rates(
                    counts.unsyncRate(),
                    counts.cacheHitRate(),
                    counts.cacheMissRate(),
                    counts.syncFailureRate(),
                    counts.apiErrorRate(),
                    counts.authenticationErrorRate(),
                    counts.meanResponse().toNanos() / 1e6);
        }
    }

    /** One thing that is watched. */
    record Alert(String name, String severity, double value, double threshold, boolean firing) {

        static Alert of(HealthAlert alert) {
            return new Alert(
                    alert.name().toString(),
                    alert.severity().toString(),
                    alert.value(),
                    alert.threshold(),
                    alert.firing());
        }
    }
}
