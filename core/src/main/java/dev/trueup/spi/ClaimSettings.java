package dev.trueup.spi;

import dev.trueup.protocol.Claims;
import java.time.Duration;

/**
 * What every deduplicator can be told. Immutable and thread-safe.
 *
 * @param namespace where the keys live
 * @param lease how long a claim is safe from others unless it is renewed. Short, because an event whose owner died can
 *     be claimed again only after it; longer than a pause of the process should last
 * @param retention how long an event is remembered after the last step; longer than its sender may send it again.
 *     Stripe retries for three days and lets people send an event again for up to 30
 * @param maxAttempts after this many claims without completion an event is dead
 * @see <a href="https://docs.stripe.com/webhooks#retries">Stripe: retry behavior</a>
 */
public record ClaimSettings(Namespace namespace, Duration lease, Duration retention, int maxAttempts) {

    /** The default namespace, a lease of 60 s, 30 days of memory, 25 attempts. */
    public static final ClaimSettings DEFAULT =
            new ClaimSettings(Namespace.DEFAULT, Duration.ofSeconds(60), Duration.ofDays(30), 25);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if lease or maximum is not positive or the retention is not longer than the lease
     */
    public ClaimSettings {
        Claims checked = new Claims(lease, maxAttempts);
        if (retention.compareTo(checked.lease()) <= 0) {
            throw new IllegalArgumentException(
                    "retention must be longer than the lease " + lease + " but is " + retention);
        }
    }

    /** These settings with another namespace. */
    public ClaimSettings withNamespace(Namespace other) {
        return new ClaimSettings(other, lease, retention, maxAttempts);
    }

    /** These settings with another lease. */
    public ClaimSettings withLease(Duration other) {
        return new ClaimSettings(namespace, other, retention, maxAttempts);
    }

    /** These settings with another retention. */
    public ClaimSettings withRetention(Duration other) {
        return new ClaimSettings(namespace, lease, other, maxAttempts);
    }

    /** These settings with another maximum of attempts. */
    public ClaimSettings withMaxAttempts(int other) {
        return new ClaimSettings(namespace, lease, retention, other);
    }

    /** The rules of claims under these settings. */
    public Claims claims() {
        return new Claims(lease, maxAttempts);
    }
}
