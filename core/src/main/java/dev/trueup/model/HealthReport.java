package dev.trueup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this process has done of late. Immutable and thread-safe.
 *
 * @param at when this was said
 * @param window how far back the counts reach
 * @param counts what happened in that time
 * @param alerts all that is watched, firing or not, in the order of {@link HealthAlert.Name}
 * @param totals of the last run over all users; {@code null} if none has ended since the process began
 */
public record HealthReport(
        Instant at,
        Duration window,
        HealthCounts counts,
        List<HealthAlert> alerts,
        @Nullable HealthTotals totals) {

    /** Copies the alerts. */
    public HealthReport {
        alerts = List.copyOf(alerts);
    }

    /** How one thing that is watched stands. */
    public HealthAlert alert(HealthAlert.Name name) {
        return alerts.stream().filter(it -> it.name() == name).findFirst().orElseThrow();
    }
}
