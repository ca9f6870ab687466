package dev.trueup.spi;

import dev.trueup.protocol.Freshness;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every customer cache can be told. Immutable and thread-safe.
 *
 * @param namespace where the keys live
 * @param timeToLive how long a record is served after it was put, before Stripe has to be read again; positive.
 *     Each record lives up to a tenth less, so that records loaded together do not end together
 * @param maxTicketAge how old a ticket may be when it is put; longer than the longest read with its retries, and than the
 *     longest rebuild, whose records all bear the ticket of its beginning
 */
public record CacheSettings(Namespace namespace, Duration timeToLive, Duration maxTicketAge) {

    /** The default namespace, records for 24 hours, tickets for an hour. */
    public static final CacheSettings DEFAULT =
            new CacheSettings(Namespace.DEFAULT, Duration.ofHours(24), Freshness.DEFAULT_MAX_TICKET_AGE);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public CacheSettings {
        requirePositive("timeToLive", timeToLive);
        requirePositive("maxTicketAge", maxTicketAge);
    }

    /** These settings with another namespace. */
    public CacheSettings withNamespace(Namespace other) {
        return new CacheSettings(other, timeToLive, maxTicketAge);
    }

    /** These settings with another life of records. */
    public CacheSettings withTimeToLive(Duration other) {
        return new CacheSettings(namespace, other, maxTicketAge);
    }

    /** These settings with another life of tickets. */
    public CacheSettings withMaxTicketAge(Duration other) {
        return new CacheSettings(namespace, timeToLive, other);
    }

    /** The rules of freshness under these settings. */
    public Freshness freshness() {
        return new Freshness(maxTicketAge);
    }

    /** The life of the next record: the time to live less a random part of up to a tenth. */
    public Duration nextTimeToLive() {
        long millis = timeToLive.toMillis();
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1));
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
