package dev.trueup.webhook;

import java.time.Duration;

/**
 * How events are worked on. Immutable and thread-safe.
 *
 * @param whenStoreIsDown what becomes of an event while the store of claims is away
 * @param longestWork how long the claim of work that does not end is renewed; positive. Afterwards the event is
 *     somebody else's, so that work which hangs cannot keep it for ever. The senders wait for far less (Svix 15 s), and
 *     send an event again that is not answered
 */
public record WebhookSettings(WhenStoreIsDown whenStoreIsDown, Duration longestWork) {

    /** Asks for a retry while the store is away, and renews for ten minutes. */
    public static final WebhookSettings DEFAULT =
            new WebhookSettings(WhenStoreIsDown.ASK_FOR_RETRY, Duration.ofMinutes(10));

    /**
     * Checks the duration.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WebhookSettings {
        if (longestWork.isNegative() || longestWork.isZero()) {
            throw new IllegalArgumentException("longestWork must be positive but is " + longestWork);
        }
    }

    /** These settings with another policy. */
    public WebhookSettings with(WhenStoreIsDown policy) {
        return new WebhookSettings(policy, longestWork);
    }
}
