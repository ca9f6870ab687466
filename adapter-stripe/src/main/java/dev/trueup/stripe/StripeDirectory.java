package dev.trueup.stripe;

import com.stripe.StripeClient;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionData;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.PaymentPages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The customers of one Stripe account, read through the host's own {@link StripeClient}. Thread-safe; one instance
 * serves a whole application.
 *
 * <p>A look-up by id costs two calls that run side by side: the customer with its default payment method, and its
 * subscriptions, 100 a page; an account with more pages, or a subscription with more items than Stripe shows in a list,
 * costs one call more for each further page. The tiers of a price cost one call when it is met for the first time. A
 * look-up by address costs one call for each 100 customers. A checkout
 * session costs one call, and the customer of an object one or two.
 *
 * <p>Connection errors and the answers 409, 429 and 5xx are tried again twice, after a quarter of a second and more, or
 * when {@code Retry-After} says; never beyond the time limit of the call. Everything else that keeps Stripe from being
 * read is a {@link SourceUnavailableException} at once. Its message tells ids, the HTTP status, Stripe's error code and
 * the id of the request for Stripe's log, and nothing that Stripe's own message says.
 *
 * <p>The client's key, account, context, base address and proxy are used as they are; its timeouts and retries are not.
 * Nothing global is touched: neither {@code Stripe.apiKey} nor {@code Stripe.enableTelemetry}, which the host may want
 * to switch off, because stripe-java otherwise keeps an id of the installation under the home directory and reports
 * latencies to Stripe.
 *
 * @see <a href="https://docs.stripe.com/rate-limits">Stripe: rate limits</a>
 * @see <a href="https://docs.stripe.com/error-handling">Stripe: error handling</a>
 */
public final class StripeDirectory implements BillingDirectory, AutoCloseable {

    /** Stripe's own limit for a customer's address. */
    private static final int LONGEST_ADDRESS = 512;

    private final StripeClient client;
    private final StripeLimits limits;
    private final StripeRequests requests;
    private final PriceTiers tiers;
    private final StripeQueries queries;
    private final StripeObjects objects;
    private final Overlap overlap;
    private final Overlap inBackground;

    private StripeDirectory(Builder options) {
        this.client = options.client;
        this.limits = options.limits == null ? StripeLimits.builder().build() : options.limits;
        this.requests = new StripeRequests(options.connectTimeout, options.readTimeout, limits.live());
        this.tiers = new PriceTiers();
        this.queries = new StripeQueries(client, requests, tiers);
        this.objects = new StripeObjects(client.v1(), requests);
        this.overlap = new Overlap(options.executor, options.timeout);
        // Threads of its own, because those that wait for their turn would keep live reads out of the host's.
        this.inBackground = new Overlap(null, options.backgroundTimeout);
    }

    /** The same directory, asked in the background. */
    private StripeDirectory(StripeDirectory live, CallMeter meter) {
        this.client = live.client;
        this.limits = live.limits;
        this.requests = live.requests.in(limits.background(meter));
        this.tiers = live.tiers;
        this.queries = new StripeQueries(client, requests, tiers);
        this.objects = new StripeObjects(client.v1(), requests);
        this.overlap = live.inBackground;
        this.inBackground = live.inBackground;
    }

    /** Starts to describe a directory over this client, which stays the caller's. */
    public static Builder builder(StripeClient client) {
        return new Builder(client);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Read are the customer's id, address, name, creation time, {@code metadata.userId} and default payment method
     * for invoices, and of its subscriptions what {@link SubscriptionData} holds. Discounts of the customer and of single
     * items of a subscription are not counted.
     *
     * @throws SourceUnavailableException if Stripe could not be read in time, refuses, or answers what cannot be
     *     understood; when it refuses the key, an operator has to act
     */
    @Override
    public BillingState find(CustomerId customer) {
        return overlap.within(deadline -> {
            String asCustomer = "customer " + customer;
            String asSubscriptions = "subscriptions of " + customer;
            CompletableFuture<BillingCustomer> told =
                    overlap.start(() -> queries.customer(asCustomer, customer, deadline));
            CompletableFuture<List<SubscriptionData>> subscriptions =
                    overlap.start(() -> queries.subscriptions(asSubscriptions, customer, deadline));
            BillingCustomer found = Overlap.await(asCustomer, told, deadline);
            return found.presence() == Presence.ACTIVE
                    ? new BillingState(found, Overlap.await(asSubscriptions, subscriptions, deadline))
                    : BillingState.gone(found);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>The default payment method is told by its id only. An address that no customer can have, because it is blank,
     * longer than 512 characters or holds control characters, finds nobody without a call.
     *
     * @throws SourceUnavailableException as {@link #find} does
     */
    @Override
    public List<BillingCustomer> findByEmail(String email) {
        if (email.isBlank() || email.length() > LONGEST_ADDRESS || email.chars().anyMatch(Character::isISOControl)) {
            return List.of();
        }
        String what = "customers by e-mail";
        return overlap.alone(what, deadline -> queries.byEmail(what, email, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call. What cannot be a session's id, {@code cs_} and letters, digits and underscores, at most 255
     * characters in all, finds nothing without a call. A {@code client_reference_id} that cannot be a user's id counts
     * as none.
     *
     * @throws SourceUnavailableException as {@link #find} does
     */
    @Override
    public Optional<CheckoutSession> findCheckout(String sessionId) {
        if (!StripeObjects.canBeSession(sessionId)) {
            return Optional.empty();
        }
        String what = Refusal.name("checkout session", sessionId);
        return overlap.alone(what, deadline -> objects.checkout(what, sessionId, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call for a subscription, checkout session, invoice, payment intent, setup intent, charge or payment
     * method, and two for a dispute or a refund, whose charge, or else payment intent, names the customer. Another type,
     * and an id that cannot be one of Stripe's, finds nothing without a call.
     *
     * @throws SourceUnavailableException as {@link #find} does
     */
    @Override
    public Optional<CustomerId> customerOf(BillingObject object) {
        if (!StripeObjects.canBeAsked(object)) {
            return Optional.empty();
        }
        String what = Refusal.name(object.type(), object.id());
        return overlap.alone(what, deadline -> objects.customerOf(what, object, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * @throws SourceUnavailableException as {@link #find} does
     */
    @Override
    public List<BillingCustomer> findCreatedSince(Instant since) {
        String what = "customers since " + since;
        return overlap.alone(what, deadline -> queries.createdSince(what, since, deadline));
    }

    /**
     * All customers, subscriptions and events, for bulk work. Every request waits for its turn within the share that
     * {@link StripeLimits} leave to such work, and after a 429 until Stripe takes requests again, for as long as {@link
     * Builder#backgroundTimeout} allows. What is tried again besides is as for all reads.
     *
     * <p>An event is read as {@link StripeWebhookVerifier} reads it, and has the same key.
     */
    public BillingPages pages() {
        return new StripePages(
                client,
                meter -> requests.in(limits.background(meter)),
                tiers,
                meter -> new StripeDirectory(this, meter),
                inBackground);
    }

    /**
     * What customers have paid. What somebody waits for is read as {@link #find} reads, three calls side by side; the
     * lists of all as {@link #pages} are.
     */
    public PaymentPages payments() {
        return new StripePayments(
                client, requests, overlap, meter -> requests.in(limits.background(meter)), inBackground);
    }

    /** Gives up the threads, if they are its own. A closed directory still reads, in the thread of the caller. */
    @Override
    public void close() {
        overlap.close();
        inBackground.close();
    }

    /** Collects what a {@link StripeDirectory} is made of. Not thread-safe. */
    public static final class Builder {

        private final StripeClient client;
        private @Nullable Executor executor;
        private @Nullable StripeLimits limits;
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration readTimeout = Duration.ofSeconds(8);
        private Duration timeout = Duration.ofSeconds(20);
        private Duration backgroundTimeout = Duration.ofSeconds(60);

        private Builder(StripeClient client) {
            this.client = client;
        }

        /** How long a connection may take to be made; 3 s by default. At least a millisecond. */
        public Builder connectTimeout(Duration limit) {
            this.connectTimeout = Deadline.requireUsable("connectTimeout", limit);
            return this;
        }

        /** How long Stripe may be silent within an answer; 8 s by default. At least a millisecond. */
        public Builder readTimeout(Duration limit) {
            this.readTimeout = Deadline.requireUsable("readTimeout", limit);
            return this;
        }

        /**
         * How long a call of the directory may take with all its pages and further tries; 20 s by default. At least a
         * millisecond.
         */
        public Builder timeout(Duration limit) {
            this.timeout = Deadline.requireUsable("timeout", limit);
            return this;
        }

        /**
         * How long a page of {@link StripeDirectory#pages}, or a call of its {@code oneByOne}, may take with all that it waits for;
         * 60 s by default. At least a millisecond.
         */
        public Builder backgroundTimeout(Duration limit) {
            this.backgroundTimeout = Deadline.requireUsable("backgroundTimeout", limit);
            return this;
        }

        /**
         * What the account may be asked: the same object for everything in this process that talks to the account. By
         * default limits of its own, as Stripe documents them for live mode.
         */
        public Builder limits(StripeLimits shared) {
            this.limits = shared;
            return this;
        }

        /**
         * Runs the reads, two for each look-up by id, while the caller waits; on Java 21 and later an executor of
         * virtual threads fits well. It must not be a bounded pool whose own threads call this directory: they would
         * wait for each other until the time limit. By default a pool of at most 64 daemon threads, which is empty while
         * nothing is read; when all are busy the calling thread reads by itself, one call after the other. What {@link
         * StripeDirectory#pages} reads runs in another pool like that one.
         */
        public Builder executor(Executor runs) {
            this.executor = runs;
            return this;
        }

        /** Makes the directory. Opens no connection and starts no thread. */
        public StripeDirectory build() {
            return new StripeDirectory(this);
        }
    }
}
