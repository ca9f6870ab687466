package dev.trueup.spi;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRequest;

/**
 * Tells whether a request is a webhook that its endpoint may believe. Implementations are thread-safe, bound their work
 * for every request however hostile, compare signatures in constant time, and let no other exception out than the one
 * that is named below.
 */
@FunctionalInterface
public interface WebhookVerifier {

    /**
     * Verifies a request and reads which event it is.
     *
     * @throws dev.trueup.model.WebhookRejectedException if it is not to be believed
     */
    WebhookEvent verify(WebhookRequest request);
}
