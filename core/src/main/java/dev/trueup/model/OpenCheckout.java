package dev.trueup.model;

/**
 * A checkout session that waits for its user. Immutable and thread-safe.
 *
 * @param sessionId its id, {@code cs_…}
 * @param url where to send the browser
 */
public record OpenCheckout(String sessionId, String url) {

    /** The id only: whoever has the address can pay. */
    @Override
    public String toString() {
        return "OpenCheckout[" + sessionId + "]";
    }
}
