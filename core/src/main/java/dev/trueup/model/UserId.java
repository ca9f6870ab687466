package dev.trueup.model;

/**
 * The id of a user in Clerk, for example {@code user_2abc}. Immutable and thread-safe.
 *
 * @param value Clerk's own id: not blank, at most 255 characters, no control characters and no unpaired surrogates
 */
public record UserId(String value) {

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the value breaks a rule above; the caller must not use such an id anywhere
     */
    public UserId {
        Identifier.require("userId", value);
    }

    /** The bare value, as Clerk writes it. */
    @Override
    public String toString() {
        return value;
    }
}
