package dev.trueup.model;

/**
 * Names an object in Stripe that is not a customer. Immutable and thread-safe.
 *
 * @param type as Stripe's {@code object} field says, for example {@code subscription} or {@code checkout.session}
 * @param id its id
 */
public record BillingObject(String type, String id) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is blank, longer than 255 characters, or has control characters
     */
    public BillingObject {
        Identifier.require("type", type);
        Identifier.require("id", id);
    }
}
