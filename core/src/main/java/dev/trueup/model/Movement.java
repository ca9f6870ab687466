package dev.trueup.model;

import java.time.Instant;

/**
 * A change of what one customer pays in a month. Immutable and thread-safe.
 *
 * @param kind what became of the customer
 * @param customer whose payments changed
 * @param currency three-letter ISO code in lower case
 * @param amount by how much the monthly revenue changed, in the currency's minor unit: above 0 for new, expansion and
 *     reactivation, below 0 for contraction and churn. The sum of all movements is the revenue
 * @param at when, as far as Stripe tells, and else when it was seen
 */
public record Movement(Kind kind, CustomerId customer, String currency, long amount, Instant at) {

    /** What can become of a customer. */
    public enum Kind {
        /** Pays for the first time. */
        NEW,
        /** Pays more than before. */
        EXPANSION,
        /** Pays less than before. */
        CONTRACTION,
        /** Pays nothing any more. */
        CHURN,
        /** Pays again after having paid nothing. */
        REACTIVATION
    }

    /**
     * Checks that the amount fits the kind.
     *
     * @throws IllegalArgumentException if it does not
     */
    public Movement {
        boolean down = kind == Kind.CONTRACTION || kind == Kind.CHURN;
        if (amount == 0 || down != amount < 0) {
            throw new IllegalArgumentException("a movement of kind " + kind + " cannot be one by " + amount);
        }
    }
}
