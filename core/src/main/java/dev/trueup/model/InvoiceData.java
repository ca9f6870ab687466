package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One invoice as Stripe tells it. Amounts are in the currency's minor unit. Immutable and thread-safe.
 *
 * @param id Stripe's id
 * @param customer whose it is
 * @param subscription the subscription that it is for, if it is for one
 * @param number what the customer reads on it; drafts have none
 * @param status Stripe's own word, such as {@code draft}, {@code open}, {@code paid}
 * @param currency three-letter ISO code in lower case
 * @param total what it is about, after discounts and taxes; negative for a credit
 * @param amountDue what is to be paid of it
 * @param amountPaid what was paid of it
 * @param amountRemaining what is still to be paid of it
 * @param attemptCount how often its payment was tried
 * @param created when it was created
 * @param dueAt when it has to be paid, if it says so
 * @param paidAt when it was paid, if it was
 * @see <a href="https://docs.stripe.com/api/invoices/object">Stripe: the Invoice object</a>
 */
public record InvoiceData(
        String id,
        CustomerId customer,
        @Nullable String subscription,
        @Nullable String number,
        String status,
        String currency,
        long total,
        long amountDue,
        long amountPaid,
        long amountRemaining,
        long attemptCount,
        Instant created,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt) {

    /**
     * Checks the ids and words.
     *
     * @throws IllegalArgumentException if one is blank, longer than 255 characters, or has control characters
     */
    public InvoiceData {
        Identifier.require("invoiceId", id);
        Identifier.require("currency", currency);
        Identifier.require("status", status);
    }
}
