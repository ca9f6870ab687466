package dev.trueup.insight;

import java.time.Duration;

/**
 * From where on an alert fires. Immutable and thread-safe.
 *
 * @param warning somebody should look today if the value exceeds this; positive
 * @param critical somebody should look now if the value exceeds this; at least {@code warning}
 */
public record Levels(double warning, double critical) {

    /**
     * Checks the levels.
     *
     * @throws IllegalArgumentException if one is not as described
     */
    public Levels {
        if (!(warning > 0)) {
            throw new IllegalArgumentException("warning must be positive but is " + warning);
        }
        if (!(critical >= warning)) {
            throw new IllegalArgumentException("critical must be at least " + warning + " but is " + critical);
        }
    }

    /** Levels of an alert on times. */
    public static Levels of(Duration warning, Duration critical) {
        return new Levels(warning.toMillis(), critical.toMillis());
    }
}
