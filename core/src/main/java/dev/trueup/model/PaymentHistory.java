package dev.trueup.model;

import java.util.List;

/**
 * What a customer has paid lately, the newest first. Immutable and thread-safe.
 *
 * @param customer whose it is
 * @param payments charges and payment intents by the time of their creation
 * @param invoices by the time of their creation
 */
public record PaymentHistory(CustomerId customer, List<PaymentData> payments, List<InvoiceData> invoices) {

    /** How many charges, intents and invoices are read of a customer, each. */
    public static final int LENGTH = 100;

    /** Copies the lists. */
    public PaymentHistory {
        payments = List.copyOf(payments);
        invoices = List.copyOf(invoices);
    }
}
