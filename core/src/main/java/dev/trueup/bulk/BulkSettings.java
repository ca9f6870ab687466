package dev.trueup.bulk;

import java.time.Duration;

/**
 * How runs over many customers work. Immutable and thread-safe.
 *
 * @param readers how many pages of one list are asked for side by side; 1 to 50. Twelve keep a list busy whose
 *     pages take 0.4 s each, at Stripe's 25 requests a second
 * @param writers how many batches of records, events or single customers are worked on side by side; 1 to 50
 * @param patience how long a source may be away before a run gives up; it can be resumed later
 * @param overlap how far a catch-up goes back behind the beginning of the one before, for events that became visible late
 * @param resumeWithin how old the first part of a run may be when it is resumed; else the run begins again. Shorter than
 *     the cache's {@code maxTicketAge}, by as long as the rest of a run takes
 * @param lease after this a run whose process has died is nobody's any more
 * @param rechecked how many customers that seem to differ a verification reads once more, one by one, because they may
 *     have changed while it ran; not negative
 */
public record BulkSettings(
        int readers,
        int writers,
        Duration patience,
        Duration overlap,
        Duration resumeWithin,
        Duration lease,
        int rechecked) {

    /** 12 readers, 4 writers, 2 min of patience, 5 min of overlap, resumed within 45 min, leases of 10 s, 1,000 rechecked. */
    public static final BulkSettings DEFAULT = new BulkSettings(
            12, 4, Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(45), Duration.ofSeconds(10), 1_000);

    /**
     * Checks numbers and durations.
     *
     * @throws IllegalArgumentException if one is not as described
     */
    public BulkSettings {
        requireFew("readers", readers);
        requireFew("writers", writers);
        requirePositive("patience", patience);
        requirePositive("overlap", overlap);
        requirePositive("resumeWithin", resumeWithin);
        requirePositive("lease", lease);
        if (rechecked < 0) {
            throw new IllegalArgumentException("rechecked must not be negative but is " + rechecked);
        }
    }

    /** These settings with another number of readers. */
    public BulkSettings withReaders(int other) {
        return new BulkSettings(other, writers, patience, overlap, resumeWithin, lease, rechecked);
    }

    /** These settings with another number of writers. */
    public BulkSettings withWriters(int other) {
        return new BulkSettings(readers, other, patience, overlap, resumeWithin, lease, rechecked);
    }

    /** These settings with another patience. */
    public BulkSettings withPatience(Duration other) {
        return new BulkSettings(readers, writers, other, overlap, resumeWithin, lease, rechecked);
    }

    /** These settings with another overlap. */
    public BulkSettings withOverlap(Duration other) {
        return new BulkSettings(readers, writers, patience, other, resumeWithin, lease, rechecked);
    }

    /** These settings with another time within which runs are resumed. */
    public BulkSettings withResumeWithin(Duration other) {
        return new BulkSettings(readers, writers, patience, overlap, other, lease, rechecked);
    }

    /** These settings with other leases. */
    public BulkSettings withLease(Duration other) {
        return new BulkSettings(readers, writers, patience, overlap, resumeWithin, other, rechecked);
    }

    /** These settings with another number of customers that are read once more. */
    public BulkSettings withRechecked(int other) {
        return new BulkSettings(readers, writers, patience, overlap, resumeWithin, lease, other);
    }

    private static void requireFew(String field, int value) {
        if (value < 1 || value > 50) {
            throw new IllegalArgumentException(field + " must be 1 to 50 but is " + value);
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
