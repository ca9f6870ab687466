package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of a user's wish to go to Stripe's checkout. Immutable and thread-safe.
 *
 * @param outcome how it ended
 * @param link the user's customer, which was created if there was none
 * @param sessionId the session, {@code cs_…}; {@code null} unless it was started
 * @param url where to send the browser; {@code null} unless it was started
 */
public record CheckoutStart(
        Outcome outcome,
        LinkResult link,
        @Nullable String sessionId,
        @Nullable String url) {

    /** How a start can end without an exception. */
    public enum Outcome {
        /** The session is open. */
        STARTED,
        /** Stripe knows no such price, sells it no longer, or it does not fit the mode. */
        UNKNOWN_PRICE,
        /** The user has no customer and can get none; the link says why. */
        NOT_LINKED
    }

    /** Ids only: whoever has the address can pay. */
    @Override
    public String toString() {
        return "CheckoutStart[" + outcome + ", " + link + ", session=" + sessionId + "]";
    }
}
