package dev.trueup.micrometer;

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
import dev.trueup.spi.TrueupListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts and times what Trueup does in a registry of the host's. Thread-safe.
 *
 * <p>Tags have few values, which are known beforehand: outcomes, sources, states and reasons, never ids. {@code
 * docs/operations/README.md} lists the meters and says which of them should wake somebody. One listener serves a whole
 * application: pass it to {@code Trueup}, to {@code FallbackCustomerCache} and to {@code RedisCustomerCache}.
 *
 * @see <a href="https://docs.micrometer.io/micrometer/reference/concepts/naming.html">Micrometer: naming meters</a>
 */
public final class MicrometerListener implements TrueupListener {

    private final MeterRegistry registry;
    private final AtomicInteger away = new AtomicInteger();
    private final RunGauges runs;
    private final AtomicReference<Double> readBudget = new AtomicReference<>(0.0);

    /**
     * A listener that counts in this registry, which stays the host's to close. Gauges without tags and the counters of
     * what should never happen are registered at once, because nobody sees the first increase of a counter that appears
     * with it; every other meter when it has something to tell.
     */
    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
        this.runs = new RunGauges(registry);
        Gauge.builder("trueup.cache.away", away, AtomicInteger::get)
                .description("1 while the cache is away, else 0")
                .strongReference(true)
                .register(registry);
        Gauge.builder("trueup.read.budget", readBudget, AtomicReference::get)
                .description("share of the month's budget of reads from Stripe when it was last told")
                .strongReference(true)
                .register(registry);
        duplicates();
        for (Source sender : List.of(Source.CLERK, Source.STRIPE)) {
            dead(sender);
            mismatch(sender);
        }
    }

    @Override
    public void checked(SyncReport report, Duration took) {
        time(
                "trueup.check",
                "checks of users",
                took,
                "in_sync",
                Boolean.toString(report.isInSync()),
                "recommendation",
                report.recommendation().toString());
        report.differences()
                .forEach(it -> count(
                        "trueup.check.differences",
                        "fields that differ",
                        "source",
                        it.source().toString()));
        report.problems()
                .forEach(it -> count(
                        "trueup.check.problems",
                        "sources that could not be compared",
                        "source",
                        it.source().toString(),
                        "kind",
                        it.kind().toString()));
    }

    @Override
    public void refreshed(RefreshResult result, Duration took) {
        time("trueup.refresh", "refreshes of records", took, "outcome", lower(result.outcome()));
    }

    /** {@inheritDoc} The operation is no tag: an adapter of the host's could name it as it likes. */
    @Override
    public void sourceFailed(Source source, String operation) {
        count("trueup.source.failures", "failed calls of sources", "source", source.toString());
    }

    @Override
    public void sourceCalled(Source source, Duration took, boolean answered) {
        time(
                "trueup.source.calls",
                "calls of Clerk and Stripe",
                took,
                "source",
                source.toString(),
                "answered",
                Boolean.toString(answered));
    }

    @Override
    public void cacheRead(int hits, int misses, Duration took) {
        time("trueup.cache.lookup", "look-ups of the host in the cache", took);
        counter("trueup.cache.read", "customers looked up in the cache", "result", "hit")
                .increment(hits);
        counter("trueup.cache.read", "customers looked up in the cache", "result", "miss")
                .increment(misses);
    }

    @Override
    public void syncFailed(Source source) {
        count("trueup.sync.failures", "refreshes and profiles that came to nothing", "source", source.toString());
    }

    @Override
    public void sessionChecked(boolean believed) {
        count("trueup.session", "sessions that were looked at", "believed", Boolean.toString(believed));
    }

    @Override
    public void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {
        duplicates().increment();
    }

    @Override
    public void linked(LinkResult result, Duration took) {
        time("trueup.link", "links of users to customers", took, "outcome", lower(result.outcome()));
    }

    @Override
    public void userSynced(UserSyncResult result, Duration took) {
        time(
                "trueup.user.sync",
                "profiles brought to Stripe",
                took,
                "outcome",
                lower(result.link().outcome()),
                "written",
                Boolean.toString(result.writes() > 0));
    }

    @Override
    public void subscriptionChanged(SubscriptionChange change, Duration took) {
        time(
                "trueup.subscription.change",
                "wishes to end or keep a subscription",
                took,
                "outcome",
                lower(change.outcome()));
    }

    @Override
    public void unreadableValue(UserId user) {
        count("trueup.cache.unreadable", "values in the cache that could not be read");
    }

    @Override
    public void webhookRejected(WebhookRejectedException.Reason reason) {
        count("trueup.webhook.rejected", "requests that were not believed", "reason", lower(reason));
    }

    @Override
    public void webhookClaimed(WebhookEvent event, long attempt) {
        count(
                "trueup.webhook.claimed",
                "attempts at events",
                "source",
                event.source().toString(),
                "attempt",
                attempt == 1 ? "first" : "again");
    }

    @Override
    public void webhookFailed(WebhookEvent event, long attempt, Class<? extends Throwable> error) {
        count(
                "trueup.webhook.failed",
                "attempts that failed",
                "source",
                event.source().toString());
    }

    @Override
    public void webhookDead(WebhookEvent event, long attempts) {
        dead(event.source()).increment();
    }

    @Override
    public void webhookMismatch(WebhookEvent event) {
        mismatch(event.source()).increment();
    }

    @Override
    public void webhookFinished(WebhookOutcome outcome, Duration took) {
        WebhookEvent event = outcome.event();
        time(
                "trueup.webhook",
                "answers to webhook requests",
                took,
                "source",
                event == null ? "unknown" : event.source().toString(),
                "status",
                outcome.status().toString());
    }

    @Override
    public void cacheAway() {
        away.set(1);
        count("trueup.cache.outages", "times that the cache went away");
    }

    @Override
    public void cacheBack(Set<UserId> touched) {
        away.set(0);
        counter("trueup.cache.touched", "users synced again after the cache was away")
                .increment(touched.size());
    }

    @Override
    public void runProgressed(RunReport report) {
        runs.show(report);
    }

    @Override
    public void runFinished(RunReport report) {
        runs.show(report);
        Instant end = Optional.ofNullable(report.finishedAt()).orElse(report.updatedAt());
        time(
                "trueup.run",
                "runs over many customers",
                Duration.between(report.startedAt(), end),
                "kind",
                lower(report.kind()),
                "state",
                lower(report.state()));
    }

    @Override
    public void readBudget(long used, long budget) {
        readBudget.set((double) used / budget);
    }

    private Counter duplicates() {
        return counter("trueup.customer.duplicates", "refreshes that found several customers of one user");
    }

    private Counter dead(Source sender) {
        String description = "events that came although they were given up";
        return counter("trueup.webhook.dead", description, "source", sender.toString());
    }

    private Counter mismatch(Source sender) {
        String description = "events that came with another body than before";
        return counter("trueup.webhook.mismatch", description, "source", sender.toString());
    }

    private void time(String name, String description, Duration took, String... tags) {
        Timer.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .record(took);
    }

    private void count(String name, String description, String... tags) {
        counter(name, description, tags).increment();
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
