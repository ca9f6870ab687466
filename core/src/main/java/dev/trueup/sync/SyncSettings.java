package dev.trueup.sync;

import java.time.Duration;

/**
 * How long the verbs may take. Immutable and thread-safe.
 *
 * @param checkTimeout after this a check reports what it has, and every source that has not answered as a problem;
 *     positive
 * @param refreshTimeout how long a refresh waits for its turn behind a running one of the same customer; positive. A
 *     refresh that runs is bounded by the time limits of the directories and of the cache
 * @param secondLook how long after an event its customer is read once more, in case that Stripe answered the first read
 *     with an older state; zero for never. The events of that time share one second look, which costs two reads of
 *     Stripe. It is dropped when the process ends
 */
public record SyncSettings(Duration checkTimeout, Duration refreshTimeout, Duration secondLook) {

    /** Ten seconds for a check, a minute for a refresh, a second look after 30 seconds. */
    public static final SyncSettings DEFAULT =
            new SyncSettings(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(30));

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is not as described
     */
    public SyncSettings {
        requirePositive("checkTimeout", checkTimeout);
        requirePositive("refreshTimeout", refreshTimeout);
        if (secondLook.isNegative()) {
            throw new IllegalArgumentException("secondLook must not be negative but is " + secondLook);
        }
    }

    /** These settings with another time for checks. */
    public SyncSettings withCheckTimeout(Duration other) {
        return new SyncSettings(other, refreshTimeout, secondLook);
    }

    /** These settings with another time for refreshes. */
    public SyncSettings withRefreshTimeout(Duration other) {
        return new SyncSettings(checkTimeout, other, secondLook);
    }

    /** These settings with another time for the second look; zero for none. */
    public SyncSettings withSecondLook(Duration other) {
        return new SyncSettings(checkTimeout, refreshTimeout, other);
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
