package dev.trueup.sync;

import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Limits;
import dev.trueup.sync.Copies.Payments;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the copy of what customers pay in step with Stripe. Events of payments have the customer's latest payments read
 * again; whoever asks for them is answered from the copy. Thread-safe.
 *
 * <p>All methods throw {@link SourceUnavailableException} when Stripe, the store or the cache cannot be reached.
 */
public final class PaymentSync {

    /** What an event is about whose customer's payments may have changed; those of the second version bear a prefix. */
    private static final List<String> TYPES = List.of("invoice.", "charge.", "payment_intent.", "refund.");

    private static final String SECOND_VERSION = "v1.";

    private final CustomerCache cache;
    private final CustomerSync customers;
    private final Payments payments;
    private final Lanes<PaymentHistory> lanes;

    /** A sync of payments; {@code Trueup} assembles it. */
    public PaymentSync(CustomerCache cache, CustomerSync customers, Payments payments, SyncEnvironment environment) {
        this.cache = cache;
        this.customers = customers;
        this.payments = payments;
        this.lanes = new Lanes<>(environment.settings().refreshTimeout());
    }

    /** Whether an event says that payments may have changed. */
    public static boolean concerns(WebhookEvent event) {
        String type = event.type();
        String name = type.startsWith(SECOND_VERSION) ? type.substring(SECOND_VERSION.length()) : type;
        return TYPES.stream().anyMatch(name::startsWith);
    }

    /**
     * What a user has paid lately: one look-up in the cache and one in the store. Only for a customer whose payments were
     * never asked for, Stripe is read.
     *
     * @param limit how many payments and how many invoices at most; 1 to {@link PaymentHistory#LENGTH}
     * @return nothing if the user has no customer
     * @throws IllegalArgumentException if the limit is out of range
     */
    public Optional<PaymentHistory> recent(UserId user, int limit) {
        Limits.require(limit, PaymentHistory.LENGTH);
        return cache.findCustomerId(user)
                .or(() -> customers.load(user).customerId())
                .flatMap(customer -> recent(customer, limit));
    }

    /** Reads a customer's latest payments and invoices again. Three requests to Stripe. */
    public PaymentHistory refresh(CustomerId customer) {
        return lanes.run(customer, () -> {
            long ticket = payments.store().ticket();
            PaymentHistory history = payments.pages().history(customer);
            payments.store().put(ticket, history);
            return history;
        });
    }

    private Optional<PaymentHistory> recent(CustomerId customer, int limit) {
        return payments.store().find(customer, limit).or(() -> {
            refresh(customer);
            return payments.store().find(customer, limit);
        });
    }
}
