package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.snapshot;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapBillingStore;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapLeases;
import dev.trueup.fixture.MapMetadata;
import dev.trueup.fixture.MapPages;
import dev.trueup.fixture.MapPayments;
import dev.trueup.fixture.MapRuns;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RunReport;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.spi.TrueupListener;
import dev.trueup.sync.Copies;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.SyncChecker;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.SyncSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Bulk work over maps, and what its listener was told. */
final class BulkFixture implements AutoCloseable {

    final ManualClock clock = new ManualClock();
    final MapCache cache = new MapCache(clock);
    final MapUsers users = new MapUsers();
    final MapBilling billing = new MapBilling();
    final MapPages pages = new MapPages(users, billing);
    final MapMetadata metadata = new MapMetadata(users);
    final MapPayments payments = new MapPayments();
    final MapBillingStore store = new MapBillingStore();
    final MapRuns runs = new MapRuns();
    final MapLeases leases = new MapLeases();
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<RunReport> progress = new CopyOnWriteArrayList<>();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SyncEnvironment environment = new SyncEnvironment(
            new SyncSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO),
            listener(),
            threads,
            clock,
            new Copies(store, metadata, new Copies.Payments(payments.atStripe(), payments.inStore())));
    final CustomerSync sync = new CustomerSync(cache, users, billing, environment);
    final BulkSync bulk = bulk(BulkSettings.DEFAULT.withPatience(Duration.ofMillis(50)), clock);

    BulkSync bulk(BulkSettings settings, Clock instance) {
        SyncEnvironment own = new SyncEnvironment(
                environment.settings(), environment.listener(), threads, instance, environment.copies());
        return new BulkSync(new BulkEnvironment(
                cache,
                pages.ofClerk(),
                pages.ofStripe(),
                runs,
                runs,
                leases,
                meter -> new BulkEnvironment.Verbs(
                        users, SyncChecker.over(cache, users, billing, own), sync, sync::refresh, customer -> {}),
                (event, signals) -> {
                    told.add("delivered " + event.key().id());
                    signals.accept(event);
                    return outcome(event);
                },
                settings,
                own,
                timer));
    }

    private static WebhookOutcome outcome(WebhookEvent event) {
        return new WebhookOutcome(WebhookOutcome.Status.PROCESSED, event, null);
    }

    /** Puts a record, as a sync long ago may have done. */
    void cached(BillingState state) {
        cache.put(cache.ticket(snapshot(state).userId()), snapshot(state));
        clock.advance(Duration.ofSeconds(1));
    }

    Optional<CustomerId> recorded(UserId user) {
        return cache.find(user).map(CustomerSnapshot::customerId);
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {
                told.add(user + " has " + used + " and " + others);
            }

            @Override
            public void runProgressed(RunReport report) {
                progress.add(report);
            }

            @Override
            public void runFinished(RunReport report) {
                told.add(report.kind() + " " + report.state());
            }
        };
    }

    @Override
    public void close() {
        bulk.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
