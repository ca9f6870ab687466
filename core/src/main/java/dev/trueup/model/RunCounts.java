package dev.trueup.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is. Immutable and thread-safe.
 *
 * @param seen customers, or events of a catch-up, that were looked at
 * @param written records that say something else than before
 * @param unchanged records that were right already, or that somebody newer had written meanwhile
 * @param failed customers that could not be read or written
 * @param total how many there are to be seen, as far as is known; {@code null} if nothing is
 * @param calls requests to Clerk and Stripe
 * @param throttled how long requests waited for their turn, summed over all that waited side by side
 */
public record RunCounts(
        long seen,
        long written,
        long unchanged,
        long failed,
        @Nullable Long total,
        long calls,
        Duration throttled) {

    /** Nothing yet. */
    public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, null, 0, Duration.ZERO);
}
