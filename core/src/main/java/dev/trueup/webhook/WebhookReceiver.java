package dev.trueup.webhook;

import dev.trueup.model.EventKey;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRequest;
import dev.trueup.model.WebhookStatus;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookHandler;
import dev.trueup.spi.WebhookVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

    /** When to come again if the store of claims is away; the senders have their own, longer plans. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(10);

    private final WebhookVerifier verifier;
    private final Handlers handlers;
    private final WebhookEnvironment environment;
    private final EventJournal journal;
    private final ClaimKeeper keeper;

    private WebhookReceiver(
            WebhookVerifier verifier,
            Handlers handlers,
            WebhookEnvironment environment,
            EventJournal journal,
            ClaimKeeper keeper) {
        this.verifier = verifier;
        this.handlers = handlers;
        this.environment = environment;
        this.journal = journal;
        this.keeper = keeper;
    }

    /** A receiver without any handler; {@code Trueup} assembles the one that keeps the customers in step. */
    public WebhookReceiver(WebhookVerifier verifier, WebhookEnvironment environment) {
        this(
                verifier,
                new Handlers(List.of()),
                environment,
                new EventJournal(environment),
                new ClaimKeeper(environment));
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
        return new WebhookReceiver(verifier, new Handlers(more), environment, journal, keeper);
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
                return unknown(entry.event(), e);
            }
            return claimed(entry.event(), entry.fingerprint());
        });
    }

    /**
     * Gives back the claims of all events that are worked on at this moment, so that another instance can have them at
     * once; the work itself is not stopped, but can no longer be completed. To be called last when the process ends.
     */
    @Override
    public void close() {
        keeper.releaseAll();
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
        String fingerprint = Tokens.fingerprint(request.body());
        if (handlers.of(event.type()).isEmpty()) {
            journal.note(event, fingerprint, WebhookStatus.IGNORED, 0, null);
            return outcome(Status.IGNORED, event);
        }
        return claimed(event, fingerprint);
    }

    private WebhookOutcome claimed(WebhookEvent event, String fingerprint) {
        ClaimResult result;
        try {
            result = environment.deduplicator().claim(event.key(), Tokens.owner(), fingerprint);
        } catch (SourceUnavailableException e) {
            return withoutClaim(event, fingerprint, e);
        }
        if (result instanceof ClaimResult.Claimed granted) {
            return underClaim(event, fingerprint, granted.claim());
        }
        if (result instanceof ClaimResult.Busy busy) {
            return new WebhookOutcome(Status.BUSY, event, busy.retryAfter());
        }
        if (result instanceof ClaimResult.Dead dead) {
            journal.note(event, fingerprint, WebhookStatus.DEAD, dead.epoch(), null);
            log.warn("Event {} was given up after {} attempts", event.key(), dead.epoch());
            listener().webhookDead(event, dead.epoch());
            return outcome(Status.DEAD, event);
        }
        if (result instanceof ClaimResult.Mismatch) {
            log.error("Event {} came with another body than before", event.key());
            listener().webhookMismatch(event);
            return outcome(Status.MISMATCH, event);
        }
        // Whoever did it may have died before the log knew.
        journal.note(event, fingerprint, WebhookStatus.PROCESSED, 0, null);
        return outcome(Status.DUPLICATE, event);
    }

    private WebhookOutcome underClaim(WebhookEvent event, String fingerprint, Claim claim) {
        listener().webhookClaimed(event, claim.epoch());
        journal.note(event, fingerprint, WebhookStatus.PROCESSING, claim.epoch(), null);
        Exception failure;
        try (ClaimKeeper.Kept kept = keeper.keep(claim)) {
            failure = work(event);
        } catch (Error e) {
            giveBack(claim);
            throw e;
        }
        if (failure != null) {
            giveBack(claim);
            return failed(event, fingerprint, claim.epoch(), failure);
        }
        return completed(event, fingerprint, claim);
    }

    private WebhookOutcome completed(WebhookEvent event, String fingerprint, Claim claim) {
        ClaimVerdict verdict;
        try {
            verdict = environment.deduplicator().complete(claim);
        } catch (SourceUnavailableException e) {
            if (environment.settings().whenStoreIsDown() == WhenStoreIsDown.ASK_FOR_RETRY) {
                // Done, but whether that is known is not: the sender's next attempt finds out, or does it again.
                journal.note(event, fingerprint, WebhookStatus.FAILED, claim.epoch(), e);
                return unknown(event, e);
            }
            verdict = ClaimVerdict.OK;
        }
        if (verdict == ClaimVerdict.FENCED) {
            log.warn("Event {} was worked on for longer than its claim was held", event.key());
            return outcome(Status.FENCED, event);
        }
        journal.note(event, fingerprint, WebhookStatus.PROCESSED, claim.epoch(), null);
        return outcome(Status.PROCESSED, event);
    }

    private WebhookOutcome withoutClaim(WebhookEvent event, String fingerprint, SourceUnavailableException away) {
        if (environment.settings().whenStoreIsDown() == WhenStoreIsDown.ASK_FOR_RETRY) {
            journal.note(event, fingerprint, WebhookStatus.RECEIVED, 0, null);
            return unknown(event, away);
        }
        listener().sourceFailed(away.source(), "webhook");
        Exception failure = work(event);
        if (failure != null) {
            return failed(event, fingerprint, 0, failure);
        }
        journal.note(event, fingerprint, WebhookStatus.PROCESSED, 0, null);
        return outcome(Status.PROCESSED, event);
    }

    /** Calls the handlers; what one throws is returned. */
    private @Nullable Exception work(WebhookEvent event) {
        try {
            for (WebhookHandler handler : handlers.of(event.type())) {
                handler.handle(event);
            }
            return null;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return e;
        }
    }

    private WebhookOutcome failed(WebhookEvent event, String fingerprint, long attempt, Exception failure) {
        // The class alone: the message is the handler's and could hold anything.
        log.warn(
                "Event {} failed in attempt {} with {}",
                event.key(),
                attempt,
                failure.getClass().getName());
        listener().webhookFailed(event, attempt, failure.getClass());
        journal.note(event, fingerprint, WebhookStatus.FAILED, attempt, failure);
        Duration wait = failure instanceof SourceUnavailableException source
                ? source.retryAfter().orElse(null)
                : null;
        return new WebhookOutcome(Status.FAILED, event, wait);
    }

    private void giveBack(Claim claim) {
        // A store that is asked by an interrupted thread would not be asked at all.
        boolean interrupted = Thread.interrupted();
        try {
            environment.deduplicator().release(claim, Duration.ZERO);
        } catch (SourceUnavailableException e) {
            log.warn("The claim of event {} could not be given back and ends with its lease", claim.key());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private WebhookOutcome unknown(WebhookEvent event, SourceUnavailableException away) {
        listener().sourceFailed(away.source(), "webhook");
        return new WebhookOutcome(Status.UNKNOWN, event, WHILE_AWAY);
    }

    private static WebhookOutcome outcome(Status status, WebhookEvent event) {
        return new WebhookOutcome(status, event, null);
    }

    private TrueupListener listener() {
        return environment.listener();
    }
}
