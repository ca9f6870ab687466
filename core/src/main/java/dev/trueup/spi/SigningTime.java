package dev.trueup.spi;

import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far the time of a signature may lie from ours, in both directions, so that a request that somebody kept cannot be
 * sent again later. Immutable and thread-safe.
 *
 * @param tolerance the distance that is still believed; whole seconds are compared, as senders write them
 * @param clock ours
 */
public record SigningTime(Duration tolerance, Clock clock) {

    /** Five minutes both ways by the system's clock; what Stripe's and Svix' own libraries allow by default. */
    public static final SigningTime DEFAULT = new SigningTime(Duration.ofMinutes(5), Clock.systemUTC());

    private static final int MAX_DIGITS = 12;

    /**
     * Checks the tolerance.
     *
     * @throws IllegalArgumentException if it is not positive: there is no way to switch the check off
     */
    public SigningTime {
        if (tolerance.isZero() || tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance must be positive but is " + tolerance);
        }
    }

    /** The same with another tolerance. */
    public SigningTime withTolerance(Duration other) {
        return new SigningTime(other, clock);
    }

    /** The same by another clock. */
    public SigningTime withClock(Clock other) {
        return new SigningTime(tolerance, other);
    }

    /**
     * Reads epoch seconds: at most twelve digits from 0 to 9, whatever the default locale.
     *
     * @throws WebhookRejectedException if it is something else
     */
    public static Instant parse(String epochSeconds) {
        boolean digits = epochSeconds.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || epochSeconds.isEmpty() || epochSeconds.length() > MAX_DIGITS) {
            throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
        }
        return Instant.ofEpochSecond(Long.parseLong(epochSeconds));
    }

    /**
     * Checks the time of a signature that was found good.
     *
     * @throws WebhookRejectedException if it is too old or too far ahead
     */
    public void check(Instant signedAt) {
        Duration age = Duration.between(signedAt, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (age.compareTo(tolerance) > 0) {
            throw new WebhookRejectedException(Reason.TOO_OLD);
        }
        if (age.negated().compareTo(tolerance) > 0) {
            throw new WebhookRejectedException(Reason.FROM_THE_FUTURE);
        }
    }
}
