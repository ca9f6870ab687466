package dev.trueup.micrometer;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Difference;
import dev.trueup.model.Drift;
import dev.trueup.model.EventKey;
import dev.trueup.model.LinkResult;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that a listener can hear of, with telling ids. */
final class Happenings {

    static final UserId ANN = new UserId("user_ann");
    static final CustomerId CUSTOMER = new CustomerId("cus_ann");
    static final Duration TOOK = Duration.ofMillis(20);
    static final WebhookEvent EVENT = new WebhookEvent(
            EventKey.of(Source.STRIPE, "evt_1"), "customer.updated", Instant.EPOCH, false, Set.of(CUSTOMER), ANN, null);
    static final SyncReport OUT_OF_STEP = new SyncReport(
            ANN,
            null,
            List.of(
                    new Difference("email", Source.CLERK, "ann@old.example", "ann@new.example"),
                    new Difference("name", Source.CLERK, "Ann", "Anne")),
            List.of(new Problem(Source.STRIPE, Problem.Kind.UNAVAILABLE)),
            Recommendation.RETRY_LATER);
    static final LinkResult LINKED = new LinkResult(LinkResult.Outcome.LINKED, ANN, CUSTOMER, List.of());

    private Happenings() {}

    /** Calls every callback, with every value that a tag can have. */
    static void all(TrueupListener listener) {
        listener.checked(OUT_OF_STEP, TOOK);
        for (Recommendation recommendation : Recommendation.values()) {
            listener.checked(new SyncReport(ANN, null, List.of(), List.of(), recommendation), TOOK);
        }
        for (RefreshResult.Outcome outcome : RefreshResult.Outcome.values()) {
            listener.refreshed(new RefreshResult(outcome, ANN, null, List.of()), TOOK);
        }
        for (Source source : Source.values()) {
            listener.sourceFailed(source, "read of user_ann");
        }
        for (Source source : List.of(Source.CLERK, Source.STRIPE)) {
            listener.sourceCalled(source, TOOK, true);
            listener.sourceCalled(source, TOOK, false);
            listener.syncFailed(source);
        }
        listener.cacheRead(9, 1, TOOK);
        listener.sessionChecked(true);
        listener.sessionChecked(false);
        for (LinkResult.Outcome outcome : LinkResult.Outcome.values()) {
            LinkResult link = new LinkResult(outcome, ANN, outcome.isLinked() ? CUSTOMER : null, List.of());
            listener.linked(link, TOOK);
            listener.userSynced(new UserSyncResult(link, 1, null), TOOK);
        }
        for (SubscriptionChange.Outcome outcome : SubscriptionChange.Outcome.values()) {
            listener.subscriptionChanged(new SubscriptionChange(outcome, ANN, CUSTOMER, null), TOOK);
        }
        for (WebhookRejectedException.Reason reason : WebhookRejectedException.Reason.values()) {
            listener.webhookRejected(reason);
        }
        for (WebhookOutcome.Status status : WebhookOutcome.Status.values()) {
            listener.webhookFinished(new WebhookOutcome(status, EVENT, null), TOOK);
        }
        listener.webhookFinished(new WebhookOutcome(WebhookOutcome.Status.REJECTED, null, null), TOOK);
        listener.duplicateCustomers(ANN, CUSTOMER, List.of(new CustomerId("cus_other")));
        listener.unreadableValue(ANN);
        listener.webhookClaimed(EVENT, 1);
        listener.webhookClaimed(EVENT, 7);
        listener.webhookFailed(EVENT, 1, IllegalStateException.class);
        listener.webhookDead(EVENT, 25);
        listener.webhookMismatch(EVENT);
        listener.cacheAway();
        listener.cacheBack(Set.of(ANN, new UserId("user_bob")));
        for (RunKind kind : RunKind.values()) {
            listener.runProgressed(run(kind, RunState.RUNNING));
            for (RunState state : RunState.values()) {
                if (state.isOver()) {
                    listener.runFinished(run(kind, state));
                }
            }
        }
        listener.readBudget(800, 1_000);
    }

    /** A run that names a user in everything that it can say. */
    static RunReport run(RunKind kind, RunState state) {
        return new RunReport(
                "run_ann",
                kind,
                state,
                Instant.EPOCH,
                Instant.EPOCH.plus(TOOK),
                state.isOver() ? Instant.EPOCH.plus(TOOK) : null,
                new RunCounts(100, 30, 60, 10, 100L, 7, Duration.ofMillis(1_500)),
                null,
                List.of(new RunFailure("user_ann", "gone")),
                Map.of("subscriptions.status", 2L, "email", 1L),
                List.of(new Drift(ANN, "email", Source.CLERK)),
                List.of("read user_ann twice"),
                null);
    }
}
