package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RunReport;
import dev.trueup.model.Source;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Is told what happens, for logs, metrics and alerts. Called on the thread that does the work, so it has to be quick;
 * it cannot break the flow: what it throws is logged by its class and dropped. Implementations are thread-safe.
 *
 * <p>Reports and results that are passed may hold personal data in their fields; their string forms do not.
 */
public interface TrueupListener {

    /** Listens to nothing. */
    TrueupListener NONE = new TrueupListener() {};

    /** A user was checked. */
    default void checked(SyncReport report, Duration took) {}

    /** A user's record was refreshed, or found to need no record. */
    default void refreshed(RefreshResult result, Duration took) {}

    /** A source could not be read or written. Operators should look when this goes on. */
    default void sourceFailed(Source source, String operation) {}

    /**
     * A call of Clerk or Stripe that a verb needed came to an end, with all pages and further tries that it took.
     *
     * @param answered whether the source said what was asked for; "no such customer" is an answer, a refusal, an outage
     *     and a time-out are none
     */
    default void sourceCalled(Source source, Duration took, boolean answered) {}

    /**
     * The host looked customers up in {@code Trueup.cache()}. What the verbs read for themselves is not told.
     *
     * @param hits live customers that were there
     * @param misses users or customers asked for without one
     */
    default void cacheRead(int hits, int misses, Duration took) {}

    /**
     * A refresh, or the bringing of a profile to Stripe, came to nothing because of a source. Its caller was told and
     * calls again; until then the record may be behind.
     */
    default void syncFailed(Source source) {}

    /**
     * The host has looked whether a request comes from somebody who is signed in. Hosts call this themselves, where they
     * check sessions.
     *
     * @param believed whether it does; {@code false} is a request without a session, or with a wrong one
     */
    default void sessionChecked(boolean believed) {}

    /**
     * Several live customers carry the same user. Somebody should merge them in Stripe, because payments may go to the
     * one that is not used.
     */
    default void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {}

    /**
     * A user's customer was looked up, created or refused. Operators should look at {@code AMBIGUOUS} and
     * {@code CONFLICT}: only somebody who knows the customers can decide.
     */
    default void linked(LinkResult result, Duration took) {}

    /** A user's profile was brought to Stripe, or found there already. */
    default void userSynced(UserSyncResult result, Duration took) {}

    /** A user ended or kept a subscription, or was refused. */
    default void subscriptionChanged(SubscriptionChange change, Duration took) {}

    /** A value in the cache could not be read and counts as a miss: half-written, foreign, or of a newer version. */
    default void unreadableValue(UserId user) {}

    /**
     * A request to a webhook endpoint was not believed. Operators should look when this goes on: either somebody tries
     * the door, or the endpoint's secret, mode or account is set wrong.
     */
    default void webhookRejected(WebhookRejectedException.Reason reason) {}

    /** An event was claimed; work on it begins. The first attempt is 1. */
    default void webhookClaimed(WebhookEvent event, long attempt) {}

    /**
     * An attempt at an event failed; its sender is asked to send it again.
     *
     * @param event the event
     * @param attempt which attempt it was, from 1; 0 if it was tried without a claim
     * @param error the class of what went wrong; its message is left out because it may hold anything
     */
    default void webhookFailed(WebhookEvent event, long attempt, Class<? extends Throwable> error) {}

    /** An event came that was given up after too many attempts. Somebody has to look, and may have it retried. */
    default void webhookDead(WebhookEvent event, long attempts) {}

    /**
     * An event came with another body than before under the same id. Somebody has to look: secrets or environments are
     * mixed up, or somebody who knows the secret sends what they made up.
     */
    default void webhookMismatch(WebhookEvent event) {}

    /** A request to a webhook endpoint was answered, whatever came of it. */
    default void webhookFinished(WebhookOutcome outcome, Duration took) {}

    /** The cache is away: reads come from a short-lived copy or from Stripe, and nothing is written. */
    default void cacheAway() {}

    /** The cache is back. The users whose records should have changed meanwhile are synced again. */
    default void cacheBack(Set<UserId> touched) {}

    /** A run over many customers has begun, has come further, or is as far as before but still at work. */
    default void runProgressed(RunReport report) {}

    /**
     * A run over many customers has ended. Operators should look at one that failed: it may be resumed when what stood
     * in its way is mended.
     */
    default void runFinished(RunReport report) {}

    /**
     * The requests of this month that read from Stripe have passed 80 % or all of the budget that was set for them.
     *
     * @param used requests of this process since the month began, or since the process did
     * @param budget how many were meant to be enough
     */
    default void readBudget(long used, long budget) {}

    /** Two listeners as one. What the first one throws does not keep the second one from hearing of it. */
    static TrueupListener both(TrueupListener first, TrueupListener second) {
        return Both.of(first, second);
    }

    /** The listener, wrapped so that nothing it throws reaches the caller. */
    static TrueupListener guarded(TrueupListener listener) {
        return GuardedListener.around(listener);
    }
}
