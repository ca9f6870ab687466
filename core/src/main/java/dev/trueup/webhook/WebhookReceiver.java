package dev.trueup.webhook;

import dev.trueup.model.EventKey;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRequest;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookHandler;
import dev.trueup.spi.WebhookVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes the webhooks of one endpoint: verify, claim, handle, then complete or release. Immutable and thread-safe.
 *
 * <p>It answers with a 2xx only when the effect of the event is done, by this call or an earlier one, or when there is
 * nothing to do. After every other answer Stripe and Clerk send the event again. An event is handled at least once and
 * perhaps more often: a crash after the effect and before its completion leaves no trace of the effect.
 *
 * <p>Calls work in the thread of the caller; many may run at once.
 *
 * @see <a href="https://docs.stripe.com/webhooks">Stripe: webhooks</a>
 * @see <a href="https://docs.svix.com/receiving/introduction">Svix, which delivers Clerk's webhooks: receiving</a>
 */
public final class WebhookReceiver implements AutoCloseable {

    private final WebhookVerifier verifier;
    private final Handlers handlers;
    private final WebhookEnvironment environment;
    private final EventWorker worker;

    private WebhookReceiver(
            WebhookVerifier verifier, Handlers handlers, WebhookEnvironment environment, EventWorker worker) {
        this.verifier = verifier;
        this.handlers = handlers;
        this.environment = environment;
        this.worker = worker;
    }

    /** A receiver without any handler; {@code Trueup} assembles the one that keeps the customers in step. */
    public WebhookReceiver(WebhookVerifier verifier, WebhookEnvironment environment) {
        this(verifier, new Handlers(List.of()), environment, new EventWorker(environment));
    }

    /**
     * This receiver with one handler more. An event is handled by all that fit its type, in the order in which they were
     * added; if one fails the event is given back, and all are called again when it comes again.
     *
     * @param pattern a type such as {@code invoice.paid}, or the beginning of types and a star, as {@code invoice.*}
     * @param handler what such events lead to
     * @throws IllegalArgumentException if the pattern is blank or has a star elsewhere than at its end
     */
    public WebhookReceiver on(String pattern, WebhookHandler handler) {
        List<Handlers.Registration> more = new ArrayList<>(handlers.registrations());
        more.add(new Handlers.Registration(pattern, handler));
        return new WebhookReceiver(verifier, new Handlers(more), environment, worker);
    }

    /**
     * Takes a request. What can go wrong is an outcome and no exception, apart from errors of the Java machine.
     *
     * @param request as it came, unparsed
     * @return what to answer
     */
    public WebhookOutcome receive(WebhookRequest request) {
        long start = System.nanoTime();
        WebhookOutcome outcome = received(request);
        listener().webhookFinished(outcome, Duration.ofNanos(System.nanoTime() - start));
        return outcome;
    }

    /**
     * Works again on an event that failed or was given up, from the log, without waiting for its sender. Attempts are
     * counted anew.
     *
     * @param key the event
     * @return how it ended, or nothing if the log does not know the event
     * @throws SourceUnavailableException if the log is away
     */
    public Optional<WebhookOutcome> retry(EventKey key) {
        return environment.log().find(key).map(entry -> {
            try {
                environment.deduplicator().reopen(key);
            } catch (SourceUnavailableException e) {
                return worker.unknown(entry.event(), e);
            }
            return worked(entry.event(), entry.fingerprint());
        });
    }

    /**
     * Works on an event that Stripe's list of events told, as if it had been delivered: under the same claim, so that it
     * is not worked on twice should it be delivered after all.
     *
     * @param event who told it must be believed; nothing is verified
     * @param substitute gives for a handler of this receiver what is called in its place, which may be itself
     */
    public WebhookOutcome redeliver(WebhookEvent event, UnaryOperator<WebhookHandler> substitute) {
        List<WebhookHandler> called =
                handlers.of(event.type()).stream().map(substitute).toList();
        return called.isEmpty()
                ? new WebhookOutcome(Status.IGNORED, event, null)
                : worker.work(event, Claims.ANY_BODY, called);
    }

    /**
     * Gives back the claims of all events that are worked on at this moment, so that another instance can have them at
     * once; the work itself is not stopped, but can no longer be completed. To be called last when the process ends.
     */
    @Override
    public void close() {
        worker.releaseAll();
    }

    private WebhookOutcome received(WebhookRequest request) {
        WebhookEvent event;
        try {
            event = verifier.verify(request);
        } catch (WebhookRejectedException e) {
            listener().webhookRejected(e.reason());
            boolean tooLarge = e.reason() == WebhookRejectedException.Reason.TOO_LARGE;
            return new WebhookOutcome(tooLarge ? Status.TOO_LARGE : Status.REJECTED, null, null);
        }
        return worked(event, Tokens.fingerprint(request.body()));
    }

    private WebhookOutcome worked(WebhookEvent event, String fingerprint) {
        List<WebhookHandler> called = handlers.of(event.type());
        return called.isEmpty() ? worker.ignore(event, fingerprint) : worker.work(event, fingerprint, called);
    }

    private TrueupListener listener() {
        return environment.listener();
    }
}
