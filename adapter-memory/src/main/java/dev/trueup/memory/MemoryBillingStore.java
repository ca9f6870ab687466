package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Movement;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.Put;
import dev.trueup.spi.RevenueLedger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A billing store in the memory of this process, with what customers have paid and what all of them bring in, for tests
 * and for trying Trueup out. Thread-safe, one call at a time; it starts no threads and has nothing to close.
 *
 * <p>It lasts as long as the process, keeps everything that it is given, and knows nothing of other instances. The ledger
 * looks at every row to answer. It never throws {@code SourceUnavailableException}.
 */
public final class MemoryBillingStore implements BillingStore, PaymentStore, RevenueLedger {

    private final HeldCustomers customers = new HeldCustomers();
    private final HeldPayments payments = new HeldPayments();

    private MemoryBillingStore() {}

    /** An empty store. */
    public static MemoryBillingStore create() {
        return new MemoryBillingStore();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a user occurs twice; nothing is written then
     */
    @Override
    public synchronized void put(Collection<Put> puts) {
        customers.put(puts);
    }

    @Override
    public synchronized Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        return customers.findAll(users);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public synchronized List<UserId> users(@Nullable UserId after, int limit) {
        return customers.users(after, limit);
    }

    @Override
    public synchronized long ticket() {
        return payments.ticket();
    }

    @Override
    public synchronized void put(long ticket, PaymentHistory history) {
        payments.put(ticket, history);
    }

    @Override
    public synchronized void put(long ticket, Collection<PaymentData> payments, Collection<InvoiceData> invoices) {
        this.payments.put(ticket, payments, invoices);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public synchronized Optional<PaymentHistory> find(CustomerId customer, int limit) {
        return payments.find(customer, limit);
    }

    @Override
    public synchronized List<RevenueTotal> totals() {
        return customers.totals();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public synchronized List<Movement> movements(String currency, int limit) {
        return customers.movements(currency, limit);
    }

    @Override
    public synchronized Map<Movement.Kind, Long> moved(String currency, Instant since) {
        return customers.moved(currency, since);
    }

    @Override
    public synchronized RevenueSigns signs(String currency, Instant now) {
        return new HeldSigns(customers, payments, currency, now).tell();
    }
}
