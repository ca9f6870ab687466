package dev.trueup;

import dev.trueup.billing.BillingEnvironment;
import dev.trueup.billing.Checkout;
import dev.trueup.billing.Subscriptions;
import dev.trueup.bulk.BulkEnvironment;
import dev.trueup.bulk.BulkSync;
import dev.trueup.identity.CustomerLinker;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.Leases;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.SyncLog;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import dev.trueup.spi.UserPages;
import dev.trueup.spi.WebhookVerifier;
import dev.trueup.sync.Copies;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.EventSignals;
import dev.trueup.sync.PaymentSync;
import dev.trueup.sync.SyncChecker;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.UserSync;
import dev.trueup.webhook.WebhookEnvironment;
import dev.trueup.webhook.WebhookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The assembled library: adapters in, verbs out. Thread-safe; one instance serves a whole application.
 *
 * <p>What is passed to the builder stays the caller's and is not closed here.
 */
public final class Trueup implements AutoCloseable {

    private static final String NO_BULK = "pages, runs and leases must be given to work on all customers at once";

    /** Of a receiver that is never given a request. */
    private static final WebhookVerifier NOBODY = request -> {
        throw new WebhookRejectedException(WebhookRejectedException.Reason.SIGNATURE_WRONG);
    };

    private final CustomerCache cache;
    private final Verbs verbs;
    private final @Nullable Subscriptions subscriptions;
    private final @Nullable Checkout checkout;
    private final EventSignals signals;
    private final @Nullable WebhookEnvironment webhooks;
    /** Works on events that lists told. */
    private final @Nullable WebhookReceiver listed;

    private final @Nullable BulkSync bulk;
    private final List<WebhookReceiver> receivers = new CopyOnWriteArrayList<>();
    private final List<Runnable> onClose = new ArrayList<>();

    Trueup(TrueupBuilder builder, CustomerCache cache, UserDirectory clerk, BillingDirectory stripe) {
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
                builder.settings,
                observed.listener(),
                executor,
                builder.clock,
                new Copies(builder.store, metadata, builder.payments));
        LinkEnvironment linking = customers == null || builder.leases == null
                ? null
                : new LinkEnvironment(
                        customers,
                        cache,
                        builder.leases,
                        metadata,
                        builder.linking,
                        environment.listener(),
                        builder.clock);
        this.verbs = Verbs.over(cache, users, billing, linking, environment);
        this.signals = new EventSignals(verbs.sync(), verbs.userSync(), verbs.payments(), billing, environment, timer);
        this.subscriptions = actions == null
                ? null
                : new Subscriptions(
                        users,
                        new BillingEnvironment(
                                actions, verbs.sync()::refresh, cache, builder.store, environment.listener()));
        this.checkout = actions == null || verbs.userSync() == null
                ? null
                : new Checkout(actions, verbs.userSync()::customerOf, builder.checkoutLife);
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
        this.listed = webhooks == null ? null : webhooks(NOBODY);
        this.bulk = bulk(builder, cache, linking, environment, timer);
    }

    private @Nullable BulkSync bulk(
            TrueupBuilder builder,
            CustomerCache cache,
            @Nullable LinkEnvironment linking,
            SyncEnvironment environment,
            ScheduledExecutorService timer) {
        UserPages users = builder.userPages;
        BillingPages billing = builder.billingPages;
        SyncLog log = builder.syncLog;
        RunJournal journal = builder.runJournal;
        Leases leases = builder.leases;
        if (users == null || billing == null || log == null || journal == null || leases == null) {
            return null;
        }
        Background background = new Background(cache, users, billing, linking, environment);
        return new BulkSync(new BulkEnvironment(
                cache,
                users,
                billing,
                log,
                journal,
                leases,
                background::verbs,
                this::worked,
                builder.bulkSettings,
                environment,
                timer));
    }

    /** Starts the assembly; cache, users and billing have to be given. */
    public static TrueupBuilder builder() {
        return new TrueupBuilder();
    }

    /** Tells whether users are in step, and what differs. */
    public SyncChecker checker() {
        return verbs.checker();
    }

    /** Makes cached customers what Stripe says. */
    public CustomerSync sync() {
        return verbs.sync();
    }

    /** Finds the customer that carries a user, in Stripe itself. */
    public CustomerLocator locator() {
        return verbs.locator();
    }

    /**
     * Gives users their customers.
     *
     * @throws IllegalStateException if no writer of customers or no leases were given
     */
    public CustomerLinker linker() {
        return given(verbs.linker(), "customers and leases must be given to link users to customers");
    }

    /**
     * Brings users' profiles to Stripe.
     *
     * @throws IllegalStateException if no writer of customers or no leases were given
     */
    public UserSync userSync() {
        return given(verbs.userSync(), "customers and leases must be given to bring profiles to Stripe");
    }

    /**
     * Tells what users have paid, and reads it again.
     *
     * @throws IllegalStateException if no payments were given
     */
    public PaymentSync payments() {
        return given(verbs.payments(), "payments must be given to keep what customers pay");
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
        WebhookReceiver receiver = receiver(verifier, webhooks);
        receivers.add(receiver);
        return receiver;
    }

    /**
     * Runs over all customers. Events that a catch-up finds are worked on by the built-in handler alone and count as done
     * afterwards; with handlers of your own use {@link #bulk(WebhookReceiver)}.
     *
     * @throws IllegalStateException if pages, runs or leases were not given
     */
    public BulkSync bulk() {
        return given(bulk, NO_BULK);
    }

    /**
     * Runs over all customers, of which a catch-up has this receiver work on the events of Stripe that it finds, with all
     * handlers that it has.
     *
     * @param receiver of this instance, for Stripe's events
     * @throws IllegalStateException if pages, runs or leases were not given
     */
    public BulkSync bulk(WebhookReceiver receiver) {
        return given(bulk, NO_BULK).delivering((event, instead) -> redelivered(receiver, event, instead));
    }

    private WebhookOutcome worked(WebhookEvent event, Consumer<WebhookEvent> instead) {
        if (listed != null) {
            return redelivered(listed, event, instead);
        }
        instead.accept(event);
        return new WebhookOutcome(WebhookOutcome.Status.PROCESSED, event, null);
    }

    private WebhookOutcome redelivered(WebhookReceiver receiver, WebhookEvent event, Consumer<WebhookEvent> instead) {
        return receiver.redeliver(event, handler -> handler == signals ? instead::accept : handler);
    }

    private WebhookReceiver receiver(WebhookVerifier verifier, WebhookEnvironment with) {
        WebhookReceiver receiver = new WebhookReceiver(verifier, with);
        for (String pattern : EventSignals.PATTERNS) {
            receiver = receiver.on(pattern, signals);
        }
        return receiver;
    }

    /**
     * Interrupts the runs of this instance, gives back the claims of events that are still worked on, so that another
     * instance can have them, lets the reads that are under way end, and gives up the threads, if they are its own. Stop taking requests before.
     */
    @Override
    public void close() {
        if (bulk != null) {
            bulk.close();
        }
        receivers.forEach(WebhookReceiver::close);
        onClose.forEach(Runnable::run);
    }
}
