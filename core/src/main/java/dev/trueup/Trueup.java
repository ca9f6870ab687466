package dev.trueup;

import dev.trueup.billing.BillingEnvironment;
import dev.trueup.billing.Checkout;
import dev.trueup.billing.Subscriptions;
import dev.trueup.identity.CustomerLinker;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.identity.LinkSettings;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.Leases;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.spi.WebhookVerifier;
import dev.trueup.sync.Copies;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.EventSignals;
import dev.trueup.sync.SyncChecker;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.SyncSettings;
import dev.trueup.sync.UserSync;
import dev.trueup.webhook.WebhookEnvironment;
import dev.trueup.webhook.WebhookReceiver;
import dev.trueup.webhook.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The assembled library: adapters in, verbs out. Thread-safe; one instance serves a whole application.
 *
 * <p>What is passed to the builder stays the caller's and is not closed here.
 */
public final class Trueup implements AutoCloseable {

    private final CustomerCache cache;
    private final CustomerLocator locator;
    private final SyncChecker checker;
    private final CustomerSync sync;
    private final @Nullable CustomerLinker linker;
    private final @Nullable UserSync userSync;
    private final @Nullable Subscriptions subscriptions;
    private final @Nullable Checkout checkout;
    private final EventSignals signals;
    private final @Nullable WebhookEnvironment webhooks;
    private final List<WebhookReceiver> receivers = new CopyOnWriteArrayList<>();
    private final List<Runnable> onClose = new ArrayList<>();

    private Trueup(Builder builder, CustomerCache cache, UserDirectory clerk, BillingDirectory stripe) {
        Observed observed = new Observed(TrueupListener.guarded(builder.listener));
        UserDirectory users = observed.users(clerk);
        BillingDirectory billing = observed.billing(stripe);
        CustomerWriter customers = observed.customers(builder.customers);
        BillingActions actions = observed.actions(builder.actions);
        UserMetadata metadata = observed.metadata(builder.metadata);
        this.cache = observed.lookUps(cache);
        Executor executor = builder.executor;
        if (executor == null) {
            ExecutorService own = OwnThreads.executor();
            executor = own;
            onClose.add(own::shutdown);
        }
        ScheduledExecutorService timer = builder.timer;
        if (timer == null) {
            timer = OwnThreads.timer();
            onClose.add(timer::shutdownNow);
        }
        SyncEnvironment environment = new SyncEnvironment(
                builder.settings, observed.listener(), executor, builder.clock, new Copies(builder.store, metadata));
        this.locator = new CustomerLocator(users, billing);
        this.checker = SyncChecker.over(cache, users, billing, environment);
        this.sync = new CustomerSync(cache, users, billing, environment);
        if (customers != null && builder.leases != null) {
            this.linker = new CustomerLinker(
                    users,
                    billing,
                    new LinkEnvironment(
                            customers,
                            cache,
                            builder.leases,
                            metadata,
                            builder.linking,
                            environment.listener(),
                            builder.clock));
            this.userSync = new UserSync(users, customers, linker, sync, environment);
        } else {
            this.linker = null;
            this.userSync = null;
        }
        this.signals = new EventSignals(sync, userSync, billing, environment, timer);
        this.subscriptions = actions == null
                ? null
                : new Subscriptions(
                        users,
                        new BillingEnvironment(actions, sync::refresh, cache, builder.store, environment.listener()));
        this.checkout = actions == null || userSync == null
                ? null
                : new Checkout(actions, userSync::customerOf, builder.checkoutLife);
        this.webhooks = builder.deduplicator == null || builder.eventLog == null
                ? null
                : new WebhookEnvironment(
                        builder.deduplicator,
                        builder.eventLog,
                        builder.webhookSettings,
                        environment.listener(),
                        executor,
                        timer,
                        builder.clock);
    }

    /** Starts the assembly; cache, users and billing have to be given. */
    public static Builder builder() {
        return new Builder();
    }

    /** Tells whether users are in step, and what differs. */
    public SyncChecker checker() {
        return checker;
    }

    /** Makes cached customers what Stripe says. */
    public CustomerSync sync() {
        return sync;
    }

    /** Finds the customer that carries a user, in Stripe itself. */
    public CustomerLocator locator() {
        return locator;
    }

    /**
     * Gives users their customers.
     *
     * @throws IllegalStateException if no writer of customers or no leases were given
     */
    public CustomerLinker linker() {
        return given(linker, "customers and leases must be given to link users to customers");
    }

    /**
     * Brings users' profiles to Stripe.
     *
     * @throws IllegalStateException if no writer of customers or no leases were given
     */
    public UserSync userSync() {
        return given(userSync, "customers and leases must be given to bring profiles to Stripe");
    }

    /**
     * Ends and keeps subscriptions for their users.
     *
     * @throws IllegalStateException if no billing actions were given
     */
    public Subscriptions subscriptions() {
        return given(subscriptions, "actions must be given to change subscriptions");
    }

    /**
     * Sends users to Stripe's checkout.
     *
     * @throws IllegalStateException if no billing actions, no writer of customers or no leases were given
     */
    public Checkout checkout() {
        return given(checkout, "actions, customers and leases must be given to send users to checkout");
    }

    private static <T> T given(@Nullable T verb, String otherwise) {
        if (verb == null) {
            throw new IllegalStateException(otherwise);
        }
        return verb;
    }

    /** The cache that was passed in, to read from; the listener is told of hits and misses. */
    public CustomerCache cache() {
        return cache;
    }

    /**
     * A receiver for the webhooks of one endpoint, which reads the customers again that its events name and, if profiles
     * can be written, brings those of users to Stripe. Add handlers of your own with {@link WebhookReceiver#on}.
     *
     * @param verifier tells which requests to believe
     * @throws IllegalStateException if no deduplicator or no log of events was given
     */
    public WebhookReceiver webhooks(WebhookVerifier verifier) {
        if (webhooks == null) {
            throw new IllegalStateException("deduplicator and eventLog must be given to receive webhooks");
        }
        WebhookReceiver receiver = new WebhookReceiver(verifier, webhooks);
        for (String pattern : EventSignals.PATTERNS) {
            receiver = receiver.on(pattern, signals);
        }
        receivers.add(receiver);
        return receiver;
    }

    /**
     * Gives back the claims of events that are still worked on, so that another instance can have them, lets the reads
     * that are under way end, and gives up the threads, if they are its own. Stop taking requests before.
     */
    @Override
    public void close() {
        receivers.forEach(WebhookReceiver::close);
        onClose.forEach(Runnable::run);
    }

    /** Collects what a {@link Trueup} is made of. Not thread-safe. */
    public static final class Builder {

        private @Nullable CustomerCache cache;
        private @Nullable UserDirectory users;
        private @Nullable BillingDirectory billing;
        private @Nullable WebhookDeduplicator deduplicator;
        private @Nullable WebhookEventLog eventLog;
        private @Nullable CustomerWriter customers;
        private @Nullable BillingActions actions;
        private @Nullable Leases leases;
        private @Nullable UserMetadata metadata;
        private @Nullable BillingStore store;
        private @Nullable Executor executor;
        private @Nullable ScheduledExecutorService timer;
        private WebhookSettings webhookSettings = WebhookSettings.DEFAULT;
        private Duration checkoutLife = Duration.ofHours(1);
        private LinkSettings linking = LinkSettings.DEFAULT;
        private SyncSettings settings = SyncSettings.DEFAULT;
        private TrueupListener listener = TrueupListener.NONE;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** Where the copies are kept; required. */
        public Builder cache(CustomerCache cache) {
            this.cache = cache;
            return this;
        }

        /** Who the users are; required. */
        public Builder users(UserDirectory users) {
            this.users = users;
            return this;
        }

        /** Who the customers are; required. */
        public Builder billing(BillingDirectory billing) {
            this.billing = billing;
            return this;
        }

        /** Gives one worker at a time a webhook event; required to receive webhooks. */
        public Builder deduplicator(WebhookDeduplicator deduplicator) {
            this.deduplicator = deduplicator;
            return this;
        }

        /** Remembers what became of webhook events; required to receive webhooks. */
        public Builder eventLog(WebhookEventLog eventLog) {
            this.eventLog = eventLog;
            return this;
        }

        /** Creates and writes customers; required to link users and to bring their profiles to Stripe. */
        public Builder customers(CustomerWriter customers) {
            this.customers = customers;
            return this;
        }

        /** Does what users ask for; required for subscriptions and checkout. */
        public Builder actions(BillingActions actions) {
            this.actions = actions;
            return this;
        }

        /** Lets one instance at a time create a user's customer; required to link users. */
        public Builder leases(Leases leases) {
            this.leases = leases;
            return this;
        }

        /** Where customer and subscription are filed with the user; nowhere by default. */
        public Builder metadata(UserMetadata metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Where a lasting copy is kept beside the cache; nowhere by default. */
        public Builder store(BillingStore store) {
            this.store = store;
            return this;
        }

        /** How users get customers. */
        public Builder linking(LinkSettings linking) {
            this.linking = linking;
            return this;
        }

        /** How long a checkout can be completed; an hour by default. Stripe allows 30 minutes to 24 hours. */
        public Builder checkoutLife(Duration checkoutLife) {
            this.checkoutLife = checkoutLife;
            return this;
        }

        /** How webhook events are worked on. */
        public Builder webhookSettings(WebhookSettings webhookSettings) {
            this.webhookSettings = webhookSettings;
            return this;
        }

        /**
         * Says when claims are renewed and when a second look is due, and does no work itself. By default one daemon
         * thread, which is gone while there is nothing to wait for.
         */
        public Builder timer(ScheduledExecutorService timer) {
            this.timer = timer;
            return this;
        }

        /**
         * Runs the reads that overlap; on Java 21 and later an executor of virtual threads fits well. By default a pool
         * of at most 64 daemon threads, which is empty while nothing is checked.
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** How long the verbs may take. */
        public Builder settings(SyncSettings settings) {
            this.settings = settings;
            return this;
        }

        /** Is told what happens. */
        public Builder listener(TrueupListener listener) {
            this.listener = listener;
            return this;
        }

        /** Tells whether a record claims to be from the future, and when an event came; the system's by default. */
        public Builder clock(Clock clock) {
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
}
