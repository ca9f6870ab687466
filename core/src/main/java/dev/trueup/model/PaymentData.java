package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One payment as Stripe tells it: an attempt to take money (a charge), or what a customer means to pay (a payment intent),
 * which may take several attempts. Immutable and thread-safe.
 *
 * @param id Stripe's id
 * @param kind which of the two
 * @param customer who pays
 * @param intent the payment intent that a charge belongs to, if it does; its own id for an intent
 * @param amount in the currency's minor unit; not negative
 * @param amountRefunded how much of a charge was given back, likewise; 0 for an intent
 * @param currency three-letter ISO code in lower case
 * @param status Stripe's own word, such as {@code succeeded}, {@code failed}, {@code requires_action}
 * @param failureCode why a charge failed, in Stripe's word, if it did
 * @param created when it was created
 * @see <a href="https://docs.stripe.com/api/charges/object">Stripe: the Charge object</a>
 * @see <a href="https://docs.stripe.com/api/payment_intents/object">Stripe: the PaymentIntent object</a>
 */
public record PaymentData(
        String id,
        Kind kind,
        CustomerId customer,
        @Nullable String intent,
        long amount,
        long amountRefunded,
        String currency,
        String status,
        @Nullable String failureCode,
        Instant created) {

    /** The status of a charge that came to nothing. */
    public static final String FAILED = "failed";

    /** What a payment is in Stripe. */
    public enum Kind {
        /** One attempt to take money. */
        CHARGE,
        /** What a customer means to pay. */
        INTENT
    }

    /**
     * Checks the ids and words.
     *
     * @throws IllegalArgumentException if one is blank, longer than 255 characters, or has control characters
     */
    public PaymentData {
        Identifier.require("paymentId", id);
        Identifier.require("currency", currency);
        Identifier.require("status", status);
    }
}
