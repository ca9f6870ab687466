package dev.trueup;

import dev.trueup.bulk.BulkSettings;
import dev.trueup.identity.LinkSettings;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.Leases;
import dev.trueup.spi.PaymentPages;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.SyncLog;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import dev.trueup.spi.UserPages;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.sync.Copies;
import dev.trueup.sync.SyncSettings;
import dev.trueup.webhook.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Trueup} is made of. Not thread-safe. */
public final class TrueupBuilder {

    @Nullable
    CustomerCache cache;

    @Nullable
    UserDirectory users;

    @Nullable
    BillingDirectory billing;

    @Nullable
    WebhookDeduplicator deduplicator;

    @Nullable
    WebhookEventLog eventLog;

    @Nullable
    CustomerWriter customers;

    @Nullable
    BillingActions actions;

    @Nullable
    Leases leases;

    @Nullable
    UserMetadata metadata;

    @Nullable
    BillingStore store;

    Copies.@Nullable Payments payments;

    @Nullable
    UserPages userPages;

    @Nullable
    BillingPages billingPages;

    @Nullable
    SyncLog syncLog;

    @Nullable
    RunJournal runJournal;

    BulkSettings bulkSettings = BulkSettings.DEFAULT;

    @Nullable
    Executor executor;

    @Nullable
    ScheduledExecutorService timer;

    WebhookSettings webhookSettings = WebhookSettings.DEFAULT;
    Duration checkoutLife = Duration.ofHours(1);
    LinkSettings linking = LinkSettings.DEFAULT;
    SyncSettings settings = SyncSettings.DEFAULT;
    TrueupListener listener = TrueupListener.NONE;
    Clock clock = Clock.systemUTC();

    TrueupBuilder() {}

    /** Where the copies are kept; required. */
    public TrueupBuilder cache(CustomerCache cache) {
        this.cache = cache;
        return this;
    }

    /** Who the users are; required. */
    public TrueupBuilder users(UserDirectory users) {
        this.users = users;
        return this;
    }

    /** Who the customers are; required. */
    public TrueupBuilder billing(BillingDirectory billing) {
        this.billing = billing;
        return this;
    }

    /** Gives one worker at a time a webhook event; required to receive webhooks. */
    public TrueupBuilder deduplicator(WebhookDeduplicator deduplicator) {
        this.deduplicator = deduplicator;
        return this;
    }

    /** Remembers what became of webhook events; required to receive webhooks. */
    public TrueupBuilder eventLog(WebhookEventLog eventLog) {
        this.eventLog = eventLog;
        return this;
    }

    /** Creates and writes customers; required to link users and to bring their profiles to Stripe. */
    public TrueupBuilder customers(CustomerWriter customers) {
        this.customers = customers;
        return this;
    }

    /** Does what users ask for; required for subscriptions and checkout. */
    public TrueupBuilder actions(BillingActions actions) {
        this.actions = actions;
        return this;
    }

    /** Lets one instance at a time create a user's customer, or have a run; required to link users and for runs. */
    public TrueupBuilder leases(Leases leases) {
        this.leases = leases;
        return this;
    }

    /** Where customer and subscription are filed with the user; nowhere by default. */
    public TrueupBuilder metadata(UserMetadata metadata) {
        this.metadata = metadata;
        return this;
    }

    /** Where a lasting copy is kept beside the cache; nowhere by default. */
    public TrueupBuilder store(BillingStore store) {
        this.store = store;
        return this;
    }

    /**
     * What customers pay, and where a lasting copy of it is kept; nowhere by default. Each event of a payment or an
     * invoice then costs three requests more.
     */
    public TrueupBuilder payments(PaymentPages pages, PaymentStore store) {
        this.payments = new Copies.Payments(pages, store);
        return this;
    }

    /** All users and all customers, by pages; required to work on all customers at once. */
    public TrueupBuilder pages(UserPages users, BillingPages billing) {
        this.userPages = users;
        this.billingPages = billing;
        return this;
    }

    /** Where runs are noted, and what they have read; required to work on all customers at once. */
    public TrueupBuilder runs(SyncLog log, RunJournal journal) {
        this.syncLog = log;
        this.runJournal = journal;
        return this;
    }

    /** How runs over all customers work. */
    public TrueupBuilder bulkSettings(BulkSettings bulkSettings) {
        this.bulkSettings = bulkSettings;
        return this;
    }

    /** How users get customers. */
    public TrueupBuilder linking(LinkSettings linking) {
        this.linking = linking;
        return this;
    }

    /** How long a checkout can be completed; an hour by default. Stripe allows 30 minutes to 24 hours. */
    public TrueupBuilder checkoutLife(Duration checkoutLife) {
        this.checkoutLife = checkoutLife;
        return this;
    }

    /** How webhook events are worked on. */
    public TrueupBuilder webhookSettings(WebhookSettings webhookSettings) {
        this.webhookSettings = webhookSettings;
        return this;
    }

    /**
     * Says when claims are renewed and when a second look is due, and does no work itself. By default one daemon
     * thread, which is gone while there is nothing to wait for.
     */
    public TrueupBuilder timer(ScheduledExecutorService timer) {
        this.timer = timer;
        return this;
    }

    /**
     * Runs the reads that overlap, and runs over all customers, whose pieces wait for each other: it must not be a
     * small pool with a queue. On Java 21 and later an executor of virtual threads fits well. By default a pool
     * of at most 64 daemon threads, which is empty while nothing is checked.
     */
    public TrueupBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** How long the verbs may take. */
    public TrueupBuilder settings(SyncSettings settings) {
        this.settings = settings;
        return this;
    }

    /** Is told what happens. */
    public TrueupBuilder listener(TrueupListener listener) {
        this.listener = listener;
        return this;
    }

    /** Tells whether a record claims to be from the future, and when an event came; the system's by default. */
    public TrueupBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Assembles the library. Opens no connection and starts no thread.
     *
     * @throws IllegalStateException if cache, users or billing was not given
     */
    public Trueup build() {
        if (cache == null || users == null || billing == null) {
            throw new IllegalStateException("cache, users and billing must be given");
        }
        return new Trueup(this, cache, users, billing);
    }
}
