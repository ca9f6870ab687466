package dev.trueup.webhook;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookVerifier;
import java.util.Optional;
import java.util.function.Function;

/**
 * One endpoint for the events of several connected accounts: each goes to the receiver of its account, which verifies it
 * again. Immutable and thread-safe.
 *
 * @see <a href="https://docs.stripe.com/connect/webhooks">Stripe: Connect webhooks</a>
 */
public final class WebhookRouter {

    private final WebhookVerifier verifier;
    private final Function<String, Optional<WebhookReceiver>> receivers;
    private final TrueupListener listener;

    /**
     * A router.
     *
     * @param verifier tells which requests of the endpoint to believe, whatever their account
     * @param receivers gives the receiver of an account, {@code acct_…}, if the account is known. Called with accounts
     *     that signed requests name only
     * @param listener is told of requests that are not believed, and of events whose account nobody knows
     */
    public WebhookRouter(
            WebhookVerifier verifier, Function<String, Optional<WebhookReceiver>> receivers, TrueupListener listener) {
        this.verifier = verifier;
        this.receivers = receivers;
        this.listener = TrueupListener.guarded(listener);
    }

    /**
     * Takes a request. What can go wrong is an outcome and no exception.
     *
     * @return what the receiver of the account answers; {@link Status#REJECTED} if there is none
     */
    public WebhookOutcome receive(WebhookRequest request) {
        try {
            return receiver(verifier.verify(request)).receive(request);
        } catch (WebhookRejectedException e) {
            listener.webhookRejected(e.reason());
            return new WebhookOutcome(e.reason() == Reason.TOO_LARGE ? Status.TOO_LARGE : Status.REJECTED, null, null);
        }
    }

    private WebhookReceiver receiver(WebhookEvent event) {
        return Optional.ofNullable(event.key().account())
                .flatMap(receivers)
                .orElseThrow(() -> new WebhookRejectedException(Reason.WRONG_ACCOUNT));
    }
}
