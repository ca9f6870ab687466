package dev.trueup.webhook;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookStatus;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookHandler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on events that are verified, each under a claim. Thread-safe. */
final class EventWorker {

    private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

    /** When to come again if the store of claims is away; the senders have their own, longer plans. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(10);

    private final WebhookEnvironment environment;
    private final EventJournal journal;
    private final ClaimKeeper keeper;

    EventWorker(WebhookEnvironment environment) {
        this.environment = environment;
        this.journal = new EventJournal(environment);
        this.keeper = new ClaimKeeper(environment);
    }

    /** Notes an event that nobody handles. */
    WebhookOutcome ignore(WebhookEvent event, String fingerprint) {
        journal.note(event, fingerprint, WebhookStatus.IGNORED, 0, null);
        return outcome(Status.IGNORED, event);
    }

    /** Gives back the claims of all work in progress. */
    void releaseAll() {
        keeper.releaseAll();
    }

    /** Claims an event, has it handled, and completes or releases the claim. */
    WebhookOutcome work(WebhookEvent event, String fingerprint, List<WebhookHandler> handlers) {
        ClaimResult result;
        try {
            result = environment.deduplicator().claim(event.key(), Tokens.owner(), fingerprint);
        } catch (SourceUnavailableException e) {
            return withoutClaim(event, fingerprint, handlers, e);
        }
        if (result instanceof ClaimResult.Claimed granted) {
            return underClaim(event, fingerprint, handlers, granted.claim());
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

    private WebhookOutcome underClaim(
            WebhookEvent event, String fingerprint, List<WebhookHandler> handlers, Claim claim) {
        listener().webhookClaimed(event, claim.epoch());
        journal.note(event, fingerprint, WebhookStatus.PROCESSING, claim.epoch(), null);
        Exception failure;
        try (ClaimKeeper.Kept kept = keeper.keep(claim)) {
            failure = call(handlers, event);
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

    private WebhookOutcome withoutClaim(
            WebhookEvent event, String fingerprint, List<WebhookHandler> handlers, SourceUnavailableException away) {
        if (environment.settings().whenStoreIsDown() == WhenStoreIsDown.ASK_FOR_RETRY) {
            journal.note(event, fingerprint, WebhookStatus.RECEIVED, 0, null);
            return unknown(event, away);
        }
        listener().sourceFailed(away.source(), "webhook");
        Exception failure = call(handlers, event);
        if (failure != null) {
            return failed(event, fingerprint, 0, failure);
        }
        journal.note(event, fingerprint, WebhookStatus.PROCESSED, 0, null);
        return outcome(Status.PROCESSED, event);
    }

    /** Calls the handlers; what one throws is returned. */
    private static @Nullable Exception call(List<WebhookHandler> handlers, WebhookEvent event) {
        try {
            for (WebhookHandler handler : handlers) {
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

    /** The outcome while the store of claims is away. */
    WebhookOutcome unknown(WebhookEvent event, SourceUnavailableException away) {
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
