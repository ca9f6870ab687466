package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * A stateful Stripe in this process: a real HTTP server on a loopback port that a real Stripe client talks to.
 *
 * <p>It speaks customers, subscriptions, prices and payment methods in today's API shape, with Stripe's pagination,
 * expansion, idempotency keys and errors, and refuses parameters that it does not know; checkout sessions can be
 * opened, and all {@link #objects()} be retrieved by their id; charges, payment intents and invoices are listed too. Every change makes a webhook event in {@link #events()},
 * which the API lists for 30 days by the clock. Give {@link #baseUrl()} to {@code setApiBase} and {@link #apiKey()} to
 * {@code setApiKey} of stripe-java's client builder. The methods here change and read the same state directly, without a
 * call in the log and without faults.
 *
 * <p>Thread-safe. Close it to free the port.
 */
public final class FakeStripe implements AutoCloseable {

    private static final String DEFAULT_KEY = "sk_test_fake";

    private final String apiKey;
    private final StripeApi api;
    private final FakeServer server;

    private FakeStripe(Builder options) {
        this.apiKey = options.apiKey;
        this.api = new StripeApi(options.apiKey, options.clock, options.keptEvents);
        this.server = FakeServer.start("fake-stripe", options.port, api);
    }

    /** Starts one on a free port, with the system's clock. */
    public static FakeStripe start() {
        return builder().start();
    }

    /** Starts one on a free port; the clock decides what is created when and how long idempotency keys are kept. */
    public static FakeStripe start(Clock clock) {
        return builder().clock(clock).start();
    }

    /** Starts one with options. */
    public static Builder builder() {
        return new Builder();
    }

    /** The origin, for example {@code http://127.0.0.1:4002}; {@code /v1/customers} hangs below it. */
    public String baseUrl() {
        return server.origin();
    }

    /** The only key that is accepted. */
    public String apiKey() {
        return apiKey;
    }

    /** The calls over HTTP so far. */
    public CallLog calls() {
        return server.calls();
    }

    /** What is to go wrong. */
    public Faults faults() {
        return server.faults();
    }

    /** The webhook events of every change so far, made by the methods here or over HTTP. */
    public EventJournal events() {
        return api.state().events().journal();
    }

    /**
     * The thin (v2) form of an event in the journal: it names the object and shows nothing of it. It has an id of its
     * own, always the same for the same event.
     *
     * @throws IllegalArgumentException when the event is not one of Stripe's, or thin already
     */
    public static FakeEvent thin(FakeEvent event) {
        return StripeEvents.thin(event);
    }

    /** The checkout sessions, invoices, charges, payment and setup intents, disputes and refunds. */
    public FakeObjects objects() {
        return api.objects();
    }

    /** What customers pay, try to pay and owe. */
    public FakePayments payments() {
        return api.payments();
    }

    /**
     * Creates a customer and returns its id.
     *
     * @throws IllegalArgumentException when a forced id is taken
     */
    public String createCustomer(Consumer<FakeCustomer> description) {
        synchronized (api) {
            return api.state().createCustomer(description);
        }
    }

    /**
     * Changes a customer.
     *
     * @throws NoSuchElementException when it does not exist or is deleted
     */
    public void updateCustomer(String customer, Consumer<FakeCustomer> change) {
        synchronized (api) {
            api.state().updateCustomer(customer, change);
        }
    }

    /**
     * Deletes a customer and cancels its subscriptions; it stays readable as deleted.
     *
     * @throws NoSuchElementException when it does not exist or is deleted already
     */
    public void deleteCustomer(String customer) {
        synchronized (api) {
            api.state().deleteCustomer(customer);
        }
    }

    /**
     * Creates a subscription and returns its id; it needs at least one price.
     *
     * @throws NoSuchElementException when the customer does not exist or is deleted
     * @throws IllegalArgumentException when a forced id is taken or there is no price
     */
    public String createSubscription(String customer, Consumer<FakeSubscription> description) {
        synchronized (api) {
            return api.state().createSubscription(customer, description);
        }
    }

    /**
     * Changes a subscription.
     *
     * @throws NoSuchElementException when it does not exist
     */
    public void updateSubscription(String subscription, Consumer<FakeSubscription> change) {
        synchronized (api) {
            api.state().updateSubscription(subscription, change);
        }
    }

    /**
     * Cancels a subscription at once.
     *
     * @throws NoSuchElementException when it does not exist
     */
    public void cancelSubscription(String subscription) {
        synchronized (api) {
            api.state().cancelSubscription(subscription);
        }
    }

    /**
     * Creates a price and returns its id.
     *
     * @throws IllegalArgumentException when a forced id is taken
     */
    public String createPrice(Consumer<FakePrice> description) {
        synchronized (api) {
            return api.state().createPrice(description);
        }
    }

    /**
     * Creates a card of this customer and returns its id; it does not become the default by that.
     *
     * @throws IllegalArgumentException when a forced id is taken
     */
    public String createPaymentMethod(String customer, Consumer<FakePaymentMethod> description) {
        synchronized (api) {
            return api.state().createPaymentMethod(customer, description);
        }
    }

    /**
     * Takes a card from its customer, for whom it is the default no longer if it was.
     *
     * @throws NoSuchElementException when it does not exist or is no customer's
     */
    public void detachPaymentMethod(String paymentMethod) {
        synchronized (api) {
            api.state().detachPaymentMethod(paymentMethod);
        }
    }

    /**
     * The customer as the API would show it now, as a copy.
     *
     * @throws NoSuchElementException when it never existed
     */
    public JsonNode customer(String id) {
        synchronized (api) {
            return api.state()
                    .json()
                    .customer(api.state()
                            .customers()
                            .find(id)
                            .orElseThrow(() -> new NoSuchElementException("no such customer: " + id)));
        }
    }

    /**
     * The subscription as the API would show it now, as a copy.
     *
     * @throws NoSuchElementException when it never existed
     */
    public JsonNode subscription(String id) {
        synchronized (api) {
            return api.state()
                    .json()
                    .subscription(api.state()
                            .subscriptions()
                            .find(id)
                            .orElseThrow(() -> new NoSuchElementException("no such subscription: " + id)));
        }
    }

    /** The customers that are not deleted, oldest first. */
    public List<String> customerIds() {
        synchronized (api) {
            return api.state().customers().list(StripeState.ALL).ids();
        }
    }

    /** All subscriptions that this customer has or had, oldest first. */
    public List<String> subscriptionIds(String customer) {
        synchronized (api) {
            return api.state()
                    .subscriptions()
                    .list(StripeState.byCustomer(customer))
                    .ids();
        }
    }

    /** Releases every held call and frees the port. */
    @Override
    public void close() {
        server.close();
    }

    /** Options of a {@link FakeStripe}; for one thread. */
    public static final class Builder {

        private Clock clock = Clock.systemUTC();
        private int port;
        private String apiKey = DEFAULT_KEY;
        private int keptEvents = EventJournal.KEPT;

        private Builder() {}

        /** Sets the clock; the system's by default. */
        public Builder clock(Clock decides) {
            this.clock = decides;
            return this;
        }

        /** Sets the port; 0, the default, takes a free one. */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /** Sets the key; one with {@code _live_} in it makes everything live mode. */
        public Builder apiKey(String key) {
            this.apiKey = key;
            return this;
        }

        /**
         * Sets how many events are kept, the newest ones, both in the journal and for the API; {@value
         * EventJournal#KEPT} by default. With 0 an event is not even made unless somebody listens to the journal, which
         * spares time and memory where a test fills in very many customers.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder keepEvents(int number) {
            if (number < 0) {
                throw new IllegalArgumentException("events to keep must not be negative: " + number);
            }
            this.keptEvents = number;
            return this;
        }

        /**
         * Starts the fake.
         *
         * @throws java.io.UncheckedIOException when the port cannot be listened on
         */
        public FakeStripe start() {
            return new FakeStripe(this);
        }
    }
}
