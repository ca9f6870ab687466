package dev.trueup.stripe;

import com.stripe.StripeClient;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionData;
import dev.trueup.spi.BillingDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The customers of one Stripe account, read through the host's own {@link StripeClient}. Thread-safe; one instance
 * serves a whole application.
 *
 * <p>A look-up by id costs two calls that run side by side: the customer with its default payment method, and its
 * subscriptions, 100 a page; an account with more pages, or a subscription with more items than Stripe shows in a list,
 * costs one call more for each further page. A look-up by address costs one call for each 100 customers.
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

    private static final int MOST_THREADS = 64;

    private final StripeQueries queries;
    private final Duration timeout;
    private final Executor executor;
    private final Runnable onClose;

    private StripeDirectory(Builder options) {
        this.queries = new StripeQueries(options.client, new StripeReader(options.connectTimeout, options.readTimeout));
        this.timeout = options.timeout;
        if (options.executor == null) {
            ExecutorService own = ownThreads();
            this.executor = own;
            this.onClose = own::shutdown;
        } else {
            this.executor = options.executor;
            this.onClose = () -> {};
        }
    }

    /** Starts to describe a directory over this client, which stays the caller's. */
    public static Builder builder(StripeClient client) {
        return new Builder(client);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Read are the customer's id, address, name, creation time, {@code metadata.userId} and default payment method
     * for invoices, and of its subscriptions what {@link SubscriptionData} holds.
     *
     * @throws SourceUnavailableException if Stripe could not be read in time, refuses, or answers what cannot be
     *     understood; when it refuses the key, an operator has to act
     */
    @Override
    public BillingState find(CustomerId customer) {
        Deadline deadline = new Deadline(timeout);
        try {
            String asCustomer = "customer " + customer;
            String asSubscriptions = "subscriptions of " + customer;
            CompletableFuture<BillingCustomer> told = start(() -> queries.customer(asCustomer, customer, deadline));
            CompletableFuture<List<SubscriptionData>> subscriptions =
                    start(() -> queries.subscriptions(asSubscriptions, customer, deadline));
            BillingCustomer found = await(asCustomer, told, deadline);
            return found.presence() == Presence.ACTIVE
                    ? new BillingState(found, await(asSubscriptions, subscriptions, deadline))
                    : BillingState.gone(found);
        } finally {
            deadline.end();
        }
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
        Deadline deadline = new Deadline(timeout);
        try {
            String what = "customers by e-mail";
            return await(what, start(() -> queries.byEmail(what, email, deadline)), deadline);
        } finally {
            deadline.end();
        }
    }

    @Override
    public Optional<CheckoutSession> findCheckout(String sessionId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CustomerId> customerOf(BillingObject object) {
        throw new UnsupportedOperationException();
    }

    /** Gives up the threads, if they are its own. A closed directory still reads, in the thread of the caller. */
    @Override
    public void close() {
        onClose.run();
    }

    private <T> CompletableFuture<T> start(Supplier<T> leg) {
        try {
            return CompletableFuture.supplyAsync(leg, executor);
        } catch (RejectedExecutionException e) { // the host's executor is full or closed: only the overlap is lost
            return CompletableFuture.supplyAsync(leg, Runnable::run);
        }
    }

    private static <T> T await(String what, CompletableFuture<T> leg, Deadline deadline) {
        try {
            return leg.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceUnavailableException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw Refusal.unintelligible().about(what);
        } catch (TimeoutException e) {
            throw Refusal.late(deadline.timeout()).about(what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(Source.STRIPE, what + " could not be read: interrupted", null);
        }
    }

    /** None until the first read, none 30 s after the last; when all are busy or closed, the calling thread reads. */
    private static ExecutorService ownThreads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "trueup-stripe-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> task.run());
    }

    /** Collects what a {@link StripeDirectory} is made of. Not thread-safe. */
    public static final class Builder {

        private final StripeClient client;
        private @Nullable Executor executor;
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration readTimeout = Duration.ofSeconds(8);
        private Duration timeout = Duration.ofSeconds(20);

        private Builder(StripeClient client) {
            this.client = client;
        }

        /** How long a connection may take to be made; 3 s by default. At least a millisecond. */
        public Builder connectTimeout(Duration limit) {
            this.connectTimeout = requireUsable("connectTimeout", limit);
            return this;
        }

        /** How long Stripe may be silent within an answer; 8 s by default. At least a millisecond. */
        public Builder readTimeout(Duration limit) {
            this.readTimeout = requireUsable("readTimeout", limit);
            return this;
        }

        /**
         * How long a call of the directory may take with all its pages and further tries; 20 s by default. At least a
         * millisecond.
         */
        public Builder timeout(Duration limit) {
            this.timeout = requireUsable("timeout", limit);
            return this;
        }

        /**
         * Runs the reads, two for each look-up by id, while the caller waits; on Java 21 and later an executor of
         * virtual threads fits well. It must not be a bounded pool whose own threads call this directory: they would
         * wait for each other until the time limit. By default a pool of at most 64 daemon threads, which is empty while
         * nothing is read; when all are busy the calling thread reads by itself, one call after the other.
         */
        public Builder executor(Executor runs) {
            this.executor = runs;
            return this;
        }

        /** Makes the directory. Opens no connection and starts no thread. */
        public StripeDirectory build() {
            return new StripeDirectory(this);
        }

        private static Duration requireUsable(String name, Duration limit) {
            if (limit.toMillis() < 1) {
                throw new IllegalArgumentException(name + " must be at least a millisecond but is " + limit);
            }
            return limit;
        }
    }
}
