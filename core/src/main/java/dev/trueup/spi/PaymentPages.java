package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * What customers have paid: Stripe, seen by Trueup. Implementations are thread-safe and throw {@code
 * SourceUnavailableException} with {@code Source.STRIPE} when something cannot be read as a whole.
 *
 * <p>The lists are told as those of {@link BillingPages}: newest first, as work that can wait, with what cannot be
 * understood among a page's failures. What belongs to no customer is left out.
 */
public interface PaymentPages {

    /**
     * What one customer has paid lately: the newest {@link PaymentHistory#LENGTH} charges, payment intents and invoices.
     * For somebody who waits; three requests.
     */
    PaymentHistory history(CustomerId customer);

    /**
     * Charges that were created within a span. One request.
     *
     * @param created when they were created
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the request
     * @see <a href="https://docs.stripe.com/api/charges/list">Stripe: list charges</a>
     */
    Page<PaymentData> charges(Span created, @Nullable String after, CallMeter meter);

    /**
     * Payment intents that were created within a span. One request.
     *
     * @param created when they were created
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the request
     * @see <a href="https://docs.stripe.com/api/payment_intents/list">Stripe: list payment intents</a>
     */
    Page<PaymentData> intents(Span created, @Nullable String after, CallMeter meter);

    /**
     * Invoices that were created within a span, drafts too. One request.
     *
     * @param created when they were created
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the request
     * @see <a href="https://docs.stripe.com/api/invoices/list">Stripe: list invoices</a>
     */
    Page<InvoiceData> invoices(Span created, @Nullable String after, CallMeter meter);
}
