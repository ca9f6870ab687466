package dev.trueup.insight;

import dev.trueup.insight.SlidingWindow.Count;
import dev.trueup.model.HealthAlert;
import dev.trueup.model.HealthCounts;
import dev.trueup.model.HealthReport;
import dev.trueup.model.HealthTotals;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells how this process has done of late: listens, counts over a sliding window, and says which alerts fire. Thread-safe;
 * has no thread of its own.
 *
 * <p>An alert fires when its value exceeds a threshold, and ceases when the value falls clearly below it or the window is
 * empty. When that is depends on what happened and on the clock alone, not on when anybody looks. Pass it to {@code
 * TrueupBuilder.listener}, with other listeners by {@link TrueupListener#both}.
 */
public final class SyncHealth implements TrueupListener {

    private static final Set<Source> PROVIDERS = EnumSet.of(Source.CLERK, Source.STRIPE);
    private static final Set<RunKind> OVER_ALL = EnumSet.of(RunKind.REBUILD, RunKind.VERIFY, RunKind.REPAIR);

    private final Object lock = new Object();
    private final HealthSettings settings;
    private final Clock clock;
    private final SlidingWindow window;
    private final Map<HealthAlert.Name, Watch> watches = new EnumMap<>(HealthAlert.Name.class);
    private volatile @Nullable HealthTotals totals;

    /** Begins with an empty window. */
    public SyncHealth(HealthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.window = new SlidingWindow(settings.window(), clock.instant());
        settings.levels().forEach((name, levels) -> watches.put(name, new Watch(name, levels, settings)));
    }

    /** How it stands now. */
    public HealthReport report() {
        synchronized (lock) {
            window.moveTo(clock.instant(), this::look);
            HealthCounts counts = window.counts();
            List<HealthAlert> alerts = watches.entrySet().stream()
                    .map(it -> it.getValue().alert(value(it.getKey(), counts)))
                    .toList();
            return new HealthReport(clock.instant(), settings.window(), counts, alerts, totals);
        }
    }

    @Override
    public void checked(SyncReport report, Duration took) {
        Count compared = report.differences().isEmpty() ? Count.UNDECIDED : Count.OUT_OF_STEP;
        count(it -> it.add(report.isInSync() ? Count.IN_STEP : compared, 1));
    }

    @Override
    public void cacheRead(int hits, int misses, Duration took) {
        count(it -> {
            it.add(Count.HITS, hits);
            it.add(Count.MISSES, misses);
        });
    }

    @Override
    public void refreshed(RefreshResult result, Duration took) {
        count(it -> it.add(Count.SYNCS, 1));
    }

    @Override
    public void userSynced(UserSyncResult result, Duration took) {
        count(it -> it.add(Count.SYNCS, 1));
    }

    @Override
    public void syncFailed(Source source) {
        count(it -> {
            it.add(Count.SYNCS, 1);
            it.add(Count.SYNC_FAILURES, 1);
        });
    }

    /** {@inheritDoc} Only Clerk and Stripe count. */
    @Override
    public void sourceCalled(Source source, Duration took, boolean answered) {
        if (PROVIDERS.contains(source)) {
            count(it -> {
                it.add(Count.CALLS, 1);
                it.add(Count.CALL_FAILURES, answered ? 0 : 1);
                it.add(Count.CALL_NANOS, took.toNanos());
            });
        }
    }

    @Override
    public void sessionChecked(boolean believed) {
        authenticated(believed);
    }

    @Override
    public void webhookFinished(WebhookOutcome outcome, Duration took) {
        authenticated(outcome.event() != null);
    }

    /** {@inheritDoc} One that went through all users tells how many there are. */
    @Override
    public void runFinished(RunReport report) {
        if (report.state() == RunState.SUCCEEDED && OVER_ALL.contains(report.kind())) {
            RunCounts counts = report.counts();
            // What is written is more than what was seen where records of nobody were taken away.
            long synced = Math.min(counts.seen(), counts.written() + counts.unchanged());
            // A run that only compares leaves those without a record as they are.
            long cached = report.kind() == RunKind.VERIFY
                    ? Math.max(synced, counts.seen() - report.differences().getOrDefault("record", 0L))
                    : synced;
            totals = new HealthTotals(report.updatedAt(), report.kind(), counts.seen(), cached, synced);
        }
    }

    private void authenticated(boolean believed) {
        count(it -> {
            it.add(Count.AUTHENTICATIONS, 1);
            it.add(Count.AUTHENTICATION_FAILURES, believed ? 0 : 1);
        });
    }

    private void count(Consumer<SlidingWindow> happening) {
        synchronized (lock) {
            window.moveTo(clock.instant(), this::look);
            happening.accept(window);
            look();
        }
    }

    private void look() {
        HealthCounts counts = window.counts();
        watches.forEach((name, watch) -> watch.see(value(name, counts), samples(name, counts)));
    }

    private static double value(HealthAlert.Name name, HealthCounts counts) {
        return switch (name) {
            case HIGH_UNSYNC_RATE -> counts.unsyncRate();
            case CACHE_MISS_RATE -> counts.cacheMissRate();
            case SYNC_FAILURES -> counts.syncFailureRate();
            case API_ERRORS -> counts.apiErrorRate();
            case SLOW_RESPONSES -> counts.meanResponse().toNanos() / 1e6;
            case AUTHENTICATION_ERRORS -> counts.authenticationErrorRate();
        };
    }

    private static long samples(HealthAlert.Name name, HealthCounts counts) {
        return switch (name) {
            case HIGH_UNSYNC_RATE -> counts.compared();
            case CACHE_MISS_RATE -> counts.cacheReads();
            case SYNC_FAILURES -> counts.syncs();
            case API_ERRORS, SLOW_RESPONSES -> counts.calls();
            case AUTHENTICATION_ERRORS -> counts.authentications();
        };
    }
}
