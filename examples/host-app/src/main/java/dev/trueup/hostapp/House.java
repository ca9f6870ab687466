package dev.trueup.hostapp;

import com.clerk.backend_api.Clerk;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.TrueupBuilder;
import dev.trueup.bulk.BulkSync;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.insight.RevenueAnalytics;
import dev.trueup.insight.SyncHealth;
import dev.trueup.micrometer.MicrometerListener;
import dev.trueup.micrometer.SyncHealthMetrics;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.postgres.Postgres;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.stripe.StripeActions;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeLimits;
import dev.trueup.webhook.WebhookReceiver;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The library with all of its adapters, as the settings say. Thread-safe. */
final class House implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(House.class);

    private final Deque<Runnable> onClose = new ArrayDeque<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final @Nullable Database database;
    private final Stored stored;
    private final SyncHealth syncHealth;
    private final Copies copies;
    private final Callers callers;
    private final Health health;
    private final Trueup trueup;
    private final Optional<WebhookReceiver> stripeWebhooks;
    private final Optional<WebhookReceiver> clerkWebhooks;

    /** Makes everything, and waits for none of the services. */
    House(Settings settings) {
        this.syncHealth = new SyncHealth(settings.health(), Clock.systemUTC());
        new SyncHealthMetrics(syncHealth).bindTo(metrics);
        TrueupListener listener = TrueupListener.both(syncHealth, new MicrometerListener(metrics));
        Settings.DatabaseAccess access = settings.database();
        this.database =
                access == null ? null : Database.open(access, settings.cache().namespace());
        Postgres postgres = database == null ? null : database.postgres();
        this.stored = Stored.in(postgres);
        Clerk clerk = Wiring.clerk(settings.clerk());
        ClerkDirectory users = ClerkDirectory.builder(clerk)
                .subscriptionMetadata(settings.clerk().metadata())
                .limits(settings.bulk().clerkLimits())
                .timeout(settings.clerk().timeout())
                .build();
        StripeClient stripe = Wiring.stripe(settings.stripe());
        StripeLimits limits = settings.bulk().stripeLimits(listener);
        StripeDirectory billing = StripeDirectory.builder(stripe)
                .limits(limits)
                .timeout(settings.stripe().timeout())
                .build();
        StripeActions actions = StripeActions.builder(stripe)
                .limits(limits)
                .timeout(settings.stripe().timeout())
                .build();
        this.callers = new Callers(Wiring.sessions(settings.clerk(), clerk), settings.admins(), listener);
        // A few at a time: those whom an outage touched are many at once.
        ExecutorService resync = Executors.newFixedThreadPool(2, House::daemon);
        this.copies = Copies.of(
                settings, postgres, new CustomerLocator(users, billing), listener, touched -> resync(resync, touched));
        this.health = new Health(copies, stored.customers(), database != null);
        TrueupBuilder builder = Trueup.builder()
                .cache(copies.cache())
                .users(users)
                .metadata(users)
                .billing(billing)
                .customers(actions)
                .actions(actions)
                .leases(copies.leases())
                .store(stored.customers())
                .deduplicator(copies.deduplicator())
                .eventLog(stored.eventLog())
                .pages(users.pages(), billing.pages())
                .runs(copies.runs(), copies.journal())
                .bulkSettings(settings.bulk().runs())
                .linking(settings.linking())
                .checkoutLife(settings.stripe().checkoutLife())
                .webhookSettings(settings.webhooks())
                .settings(settings.sync())
                .listener(listener);
        if (settings.keepPayments()) {
            builder.payments(billing.payments(), stored.payments());
        }
        this.trueup = builder.build();
        this.stripeWebhooks = settings.stripe().webhookSecrets().isEmpty()
                ? Optional.empty()
                : Optional.of(trueup.webhooks(Wiring.stripeWebhooks(settings)));
        this.clerkWebhooks = settings.clerk().webhookSecrets().isEmpty()
                ? Optional.empty()
                : Optional.of(trueup.webhooks(Wiring.clerkWebhooks(settings)));
        // The last that was made is the first to be closed.
        if (database != null) {
            onClose.push(database::close);
        }
        onClose.push(billing::close);
        onClose.push(actions::close);
        onClose.push(copies.close());
        onClose.push(trueup::close);
        onClose.push(resync::shutdownNow);
        onClose.push(health::close);
    }

    Trueup trueup() {
        return trueup;
    }

    Callers callers() {
        return callers;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    SyncHealth syncHealth() {
        return syncHealth;
    }

    WebhookEventLog eventLog() {
        return stored.eventLog();
    }

    /** Tells what is earned. */
    RevenueAnalytics revenue() {
        return new RevenueAnalytics(stored.revenue(), Clock.systemUTC());
    }

    Customers customers() {
        return new Customers(trueup, copies.away());
    }

    Health health() {
        return health;
    }

    /** The endpoint of Stripe's webhooks, if there is a secret to believe them by. */
    Optional<WebhookReceiver> stripeWebhooks() {
        return stripeWebhooks;
    }

    /** Runs over all users, which have events that were not delivered worked on as if they had been. */
    BulkSync bulk() {
        return stripeWebhooks.map(trueup::bulk).orElseGet(trueup::bulk);
    }

    /** The endpoints that there are, by who sends to them. */
    Map<String, WebhookReceiver> receivers() {
        Map<String, WebhookReceiver> receivers = new HashMap<>();
        stripeWebhooks.ifPresent(it -> receivers.put(Source.STRIPE.toString(), it));
        clerkWebhooks.ifPresent(it -> receivers.put(Source.CLERK.toString(), it));
        return receivers;
    }

    /** The endpoint of Clerk's webhooks, if there is a secret to believe them by. */
    Optional<WebhookReceiver> clerkWebhooks() {
        return clerkWebhooks;
    }

    /** Interrupts runs, gives back the claims of events that are still worked on, then threads and connections. */
    @Override
    public void close() {
        onClose.forEach(Runnable::run);
        metrics.close();
    }

    private void resync(ExecutorService executor, Set<UserId> touched) {
        touched.forEach(user -> executor.execute(() -> {
            try {
                trueup.sync().refresh(user);
            } catch (SourceUnavailableException e) {
                log.warn("user {} could not be synced again: {}", user, e.getMessage());
            }
        }));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "resync");
        thread.setDaemon(true);
        return thread;
    }
}
