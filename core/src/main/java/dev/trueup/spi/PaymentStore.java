package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import java.util.Collection;
import java.util.Optional;

/**
 * The lasting copy of what customers have paid. Implementations are thread-safe and throw {@code
 * SourceUnavailableException} with {@code Source.STORE} when the store does not answer in time or refuses; whether it has
 * written is then unknown, and repeating the call is safe.
 *
 * <p>Whoever reads Stripe takes a number from {@link #ticket} before; no row is replaced by one that was read under a
 * lower number.
 */
public interface PaymentStore {

    /** The next number, higher than all that were told before, to any instance. */
    long ticket();

    /**
     * Writes what was read of one customer, and remembers that the customer was read. An invoice of theirs that the store
     * has, that is at least as new as the oldest one told (or of any age, if fewer than {@link PaymentHistory#LENGTH} are
     * told) and not among them was a draft that is gone, and goes.
     *
     * @param ticket taken before it was read
     */
    void put(long ticket, PaymentHistory history);

    /**
     * Writes rows of any customers, as lists tell them.
     *
     * @param ticket taken before they were read
     */
    void put(long ticket, Collection<PaymentData> payments, Collection<InvoiceData> invoices);

    /**
     * What a customer has paid lately, the newest first and by id among equally old ones.
     *
     * @param limit how many payments and how many invoices at most; 1 to {@link PaymentHistory#LENGTH}
     * @return nothing if the customer has never been read as a whole
     */
    Optional<PaymentHistory> find(CustomerId customer, int limit);
}
