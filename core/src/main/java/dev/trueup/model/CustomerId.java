package dev.trueup.model;

/**
 * The id of a customer in Stripe, for example {@code cus_abc}. Immutable and thread-safe.
 *
 * @param value Stripe's own id: not blank, at most 255 characters, no control characters and no unpaired surrogates
 */
public record CustomerId(String value) {

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the value breaks a rule above; the caller must not use such an id anywhere
     */
    public CustomerId {
        Identifier.require("customerId", value);
    }

    /** The bare value, as Stripe writes it. */
    @Override
    public String toString() {
        return value;
    }
}
