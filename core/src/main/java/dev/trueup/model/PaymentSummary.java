package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What may be shown of the default payment method without asking Stripe again. Immutable and thread-safe.
 *
 * @param type Stripe's word for the kind, such as {@code card} or {@code sepa_debit}
 * @param brand the card's brand, for cards
 * @param last4 the last four digits, where the kind has such
 * @param expMonth the card's month of expiry, 1 to 12, for cards
 * @param expYear the card's year of expiry, four digits, for cards
 * @see <a href="https://docs.stripe.com/api/payment_methods/object">Stripe: the PaymentMethod object</a>
 */
public record PaymentSummary(
        String type,
        @Nullable String brand,
        @Nullable String last4,
        @Nullable Integer expMonth,
        @Nullable Integer expYear) {

    /** The kind only. */
    @Override
    public String toString() {
        return "PaymentSummary[" + type + "]";
    }
}
