package dev.trueup.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the handling of a webhook ended, and what to answer so that its sender does the right thing. Immutable and
 * thread-safe.
 *
 * @param status how it ended
 * @param event the event; {@code null} if the request was rejected before there was one
 * @param retryAfter when the sender should come again, for the header {@code Retry-After}; {@code null} if it need not
 *     or may choose
 */
public record WebhookOutcome(
        Status status,
        @Nullable WebhookEvent event,
        @Nullable Duration retryAfter) {

    /** The status of the HTTP answer. */
    public int httpStatus() {
        return status.httpStatus;
    }

    /** Whole seconds for the header {@code Retry-After}, at least one, if the answer should carry it. */
    public Optional<String> retryAfterHeader() {
        return Optional.ofNullable(retryAfter)
                .map(wait ->
                        Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "WebhookOutcome[" + status + ", event=" + (event == null ? "none" : event.key()) + "]";
    }

    /** The ways in which it can end. Stripe and Svix take every 2xx as done, and come again after everything else. */
    public enum Status {
        /** The effect is done; 200. */
        PROCESSED(200),
        /** It had been done before; 200. */
        DUPLICATE(200),
        /** Nothing is registered for its type; 200. */
        IGNORED(200),
        /** Given up after too many failed attempts, so that the sender stops; 200. */
        DEAD(200),
        /** Not believed: the signature, its age, the form, the mode or the account; 400. */
        REJECTED(400),
        /** Another body came under the same id; 400. */
        MISMATCH(400),
        /** The body is too long to be looked at; 413. */
        TOO_LARGE(413),
        /** Somebody else works on it, or has died over it and the lease is not over; 409. */
        BUSY(409),
        /** The work failed and the claim was given back; 500. */
        FAILED(500),
        /** The work took longer than the claim was held, and somebody else has it now; 500. */
        FENCED(500),
        /** The claim store is away, so nobody knows whether it was done; 503. */
        UNKNOWN(503);

        private final int httpStatus;

        Status(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        /** The status of the HTTP answer. */
        public int httpStatus() {
            return httpStatus;
        }

        /** The name as it appears in JSON and metrics: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
