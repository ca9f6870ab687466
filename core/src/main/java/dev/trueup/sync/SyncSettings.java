package dev.trueup.sync;

import java.time.Duration;

/**
 * How long the verbs may take. Immutable and thread-safe.
 *
 * @param checkTimeout after this a check reports what it has, and every source that has not answered as a problem;
 *     positive
 * @param refreshTimeout how long a refresh waits for its turn behind a running one of the same customer; positive. A
 *     refresh that runs is bounded by the time limits of the directories and of the cache
 */
public record SyncSettings(Duration checkTimeout, Duration refreshTimeout) {

    /** Ten seconds for a check, a minute for a refresh. */
    public static final SyncSettings DEFAULT = new SyncSettings(Duration.ofSeconds(10), Duration.ofMinutes(1));

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public SyncSettings {
        requirePositive("checkTimeout", checkTimeout);
        requirePositive("refreshTimeout", refreshTimeout);
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
