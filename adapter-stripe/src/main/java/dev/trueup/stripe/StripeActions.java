package dev.trueup.stripe;

import com.stripe.StripeClient;
import com.stripe.service.V1Services;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.CustomerWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is written to one Stripe account, through the host's own {@link StripeClient}. Thread-safe; one instance serves a
 * whole application.
 *
 * <p>Every write but the one that ends a subscription now, for which Stripe looks at none, carries an idempotency key:
 * the caller's for {@link #create}, else a random one for each call of a method. The tries of one call share the key, so
 * that a lost answer never becomes a second effect, and two calls never do, so that the second one is never answered
 * with what the first one did.
 *
 * <p>What is tried again, how often and for how long, is as {@link StripeDirectory} says, and so are exceptions, the use
 * of the client and what is left alone. A failure that Stripe has saved under the key and repeats is not tried again.
 *
 * @see <a href="https://docs.stripe.com/api/idempotent_requests">Stripe: idempotent requests</a>
 */
public final class StripeActions implements CustomerWriter, BillingActions, AutoCloseable {

    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final CustomerWrites customers;
    private final SubscriptionWrites subscriptions;
    private final CheckoutWrites checkouts;
    private final Overlap overlap;

    private StripeActions(Builder options) {
        StripeLimits limits = options.limits == null ? StripeLimits.builder().build() : options.limits;
        StripeRequests requests = new StripeRequests(options.connectTimeout, options.readTimeout, limits.live());
        V1Services stripe = options.client.v1();
        this.customers =
                new CustomerWrites(stripe, requests, new StripeQueries(options.client, requests, new PriceTiers()));
        this.subscriptions = new SubscriptionWrites(stripe, requests);
        this.checkouts = new CheckoutWrites(stripe, requests, options.clock);
        this.overlap = new Overlap(options.executor, options.timeout);
    }

    /** Starts to describe actions over this client, which stays the caller's. */
    public static Builder builder(StripeClient client) {
        return new Builder(client);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call. An old failure is recognised by the header {@code Idempotent-Replayed}, which stripe-java keeps
     * only if the answer is Stripe's own JSON.
     *
     * @param idempotencyKey 1 to 255 printable ASCII characters without a blank
     * @throws IllegalArgumentException if the key is not like that
     * @throws SourceUnavailableException if it is not known whether a customer was created; the same key finds out
     */
    @Override
    public Optional<CustomerId> create(UserId user, String idempotencyKey) {
        if (!IDEMPOTENCY_KEY.matcher(idempotencyKey).matches()) {
            throw new IllegalArgumentException("idempotencyKey must be 1 to 255 printable ASCII characters");
        }
        String what = "creation of a customer for " + user;
        return overlap.alone(what, deadline -> customers.create(what, user, idempotencyKey, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call, and one more when there is no such customer. What cannot be an id of Stripe's, letters, digits
     * and underscores, at most 255, is missing without a call.
     *
     * @throws SourceUnavailableException if it is not known whether it was written
     */
    @Override
    public BillingCustomer update(CustomerId customer, @Nullable String email, @Nullable String name) {
        String what = "update of customer " + customer;
        return overlap.alone(what, deadline -> customers.update(what, customer, email, name, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs as {@link #update} does. Stripe has no conditional writes: whoever calls it has looked before.
     *
     * @throws SourceUnavailableException if it is not known whether it was written
     */
    @Override
    public BillingCustomer adopt(CustomerId customer, UserId user) {
        String what = "adoption of customer " + customer;
        return overlap.alone(what, deadline -> customers.adopt(what, customer, user, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>At the end of the period it costs one call, and one more if Stripe refuses. Now it costs two: the subscription
     * is read first, because a lost answer could not be told from a subscription that had ended before. What cannot be
     * an id of Stripe's is unknown without a call.
     *
     * @throws SourceUnavailableException if it is not known whether Stripe took it, or Stripe refuses it for a
     *     subscription that goes on, as for one that a subscription schedule manages
     */
    @Override
    public boolean cancel(String subscriptionId, End end) {
        if (!StripeObjects.canBeId(subscriptionId)) {
            return false;
        }
        String what = "cancellation of subscription " + subscriptionId;
        return overlap.alone(
                what,
                deadline -> end == End.NOW
                        ? subscriptions.endNow(what, subscriptionId, deadline)
                        : subscriptions.endWithPeriod(what, subscriptionId, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call, one more if Stripe refuses, and one more if the end was set by its date: Stripe's customer portal
     * does so. A date that is not the end of the period stays.
     *
     * @throws SourceUnavailableException as {@link #cancel} does
     */
    @Override
    public boolean reactivate(String subscriptionId) {
        if (!StripeObjects.canBeId(subscriptionId)) {
            return false;
        }
        String what = "reactivation of subscription " + subscriptionId;
        return overlap.alone(what, deadline -> subscriptions.goOn(what, subscriptionId, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one call, and one more if Stripe refuses: the price is read to tell why. One that is archived or billed by
     * usage fits no mode. Both ends of the allowed life are kept off by a minute, in which clocks may differ.
     *
     * @param life from 30 minutes to 24 hours
     * @throws IllegalArgumentException if the life is outside of that
     * @throws SourceUnavailableException if there is no answer, or Stripe refuses something else than the price, such
     *     as a customer that it does not know
     */
    @Override
    public Optional<OpenCheckout> open(CheckoutOrder order, CustomerId customer, UserId user, Duration life) {
        CheckoutWrites.requireAllowed(life);
        String what = "checkout of " + customer;
        return overlap.alone(what, deadline -> checkouts.open(what, order, customer, user, life, deadline));
    }

    /** Gives up the threads, if they are its own. Closed, it still writes, in the thread of the caller. */
    @Override
    public void close() {
        overlap.close();
    }

    /** Collects what {@link StripeActions} are made of. Not thread-safe. */
    public static final class Builder {

        private final StripeClient client;
        private @Nullable Executor executor;
        private @Nullable StripeLimits limits;
        private Clock clock = Clock.systemUTC();
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration readTimeout = Duration.ofSeconds(8);
        private Duration timeout = Duration.ofSeconds(20);

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

        /** How long a call may take with all its further tries; 20 s by default. At least a millisecond. */
        public Builder timeout(Duration limit) {
            this.timeout = Deadline.requireUsable("timeout", limit);
            return this;
        }

        /** What the account may be asked, as {@link StripeDirectory.Builder#limits} says; a write waits for nothing. */
        public Builder limits(StripeLimits shared) {
            this.limits = shared;
            return this;
        }

        /** Runs the writes while the caller waits, as {@link StripeDirectory.Builder#executor} does. */
        public Builder executor(Executor runs) {
            this.executor = runs;
            return this;
        }

        /** Tells when a checkout session that is opened now ends; the system's clock by default. */
        public Builder clock(Clock now) {
            this.clock = now;
            return this;
        }

        /** Makes the actions. Opens no connection and starts no thread. */
        public StripeActions build() {
            return new StripeActions(this);
        }
    }
}
