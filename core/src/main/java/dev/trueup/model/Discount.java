package dev.trueup.model;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reduction of what a subscription costs: by a percentage or by an amount, never both. Immutable and thread-safe.
 *
 * @param percentOff above 0 and at most 100; {@code null} for an amount
 * @param amountOff in the currency's minor unit, of each invoice; {@code null} for a percentage
 * @param currency of the amount, three letters in lower case; {@code null} for a percentage
 * @param duration Stripe's word: {@code forever}, {@code repeating} or {@code once}
 * @param end when a repeating one ends, if it does
 * @see <a href="https://docs.stripe.com/api/discounts/object">Stripe: the Discount object</a>
 */
public record Discount(
        @Nullable BigDecimal percentOff,
        @Nullable Long amountOff,
        @Nullable String currency,
        String duration,
        @Nullable Instant end) {

    /**
     * Checks that it is one of the two, and puts the percentage in its shortest form.
     *
     * @throws IllegalArgumentException if it is both or neither, the amount has no currency, or the percentage is out of range
     */
    public Discount {
        if ((percentOff == null) == (amountOff == null) || (amountOff == null) != (currency == null)) {
            throw new IllegalArgumentException("a discount must be a percentage, or an amount in a currency");
        }
        if (percentOff != null) {
            percentOff = Pricing.shortest(percentOff);
            if (percentOff.signum() <= 0 || percentOff.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new IllegalArgumentException("percentOff must be above 0 and at most 100 but is " + percentOff);
            }
        }
        Identifier.require("duration", duration);
    }
}
