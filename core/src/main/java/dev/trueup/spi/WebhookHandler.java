package dev.trueup.spi;

import dev.trueup.model.WebhookEvent;

/** What a kind of event leads to. Implementations are thread-safe. */
@FunctionalInterface
public interface WebhookHandler {

    /**
     * Carries out the effect of an event. It may be called again for the same event, after a crash or a failure, and for
     * two events at once, so it must be repeatable: read again what the event names and write what it is now, or derive
     * from the event's id the idempotency key of what it calls.
     *
     * @param event a verified event, of which the caller holds the claim
     * @throws Exception if the effect is not done; the event is given back, and its sender asked to send it again
     */
    void handle(WebhookEvent event) throws Exception;
}
