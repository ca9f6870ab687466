package dev.trueup.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of the wish that a user has a customer. Immutable and thread-safe.
 *
 * @param outcome how it ended
 * @param userId the user
 * @param customer the customer that carries the user now; {@code null} unless the outcome is {@link Outcome#isLinked}
 * @param others the other live customers that matter, oldest first: those that carry the same user and should be merged
 *     by somebody, or those that stand in the way of a link
 */
public record LinkResult(
        Outcome outcome, UserId userId, @Nullable CustomerId customer, List<CustomerId> others) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is a customer without a link or a link without one
     */
    public LinkResult {
        others = List.copyOf(others);
        if (outcome.isLinked() != (customer != null)) {
            throw new IllegalArgumentException("customer of " + outcome + " must fit but is " + customer);
        }
    }

    /** The customer that carries the user, if there is one now. */
    public Optional<CustomerId> linked() {
        return Optional.ofNullable(customer);
    }

    /** How a link can end without an exception. */
    public enum Outcome {
        /** A live customer carries the user already. */
        LINKED,
        /** A new customer was created, which carries the user. */
        CREATED,
        /** The one customer with the user's verified address carried nobody and carries the user now. */
        ADOPTED,
        /** Several customers have the user's verified address: somebody has to choose. Nothing was changed. */
        AMBIGUOUS,
        /** The one customer with the user's verified address carries somebody else. Nothing was changed. */
        CONFLICT,
        /** Clerk knows no such user. Nothing was changed. */
        USER_NOT_FOUND;

        /** Whether there is a customer that carries the user afterwards. */
        public boolean isLinked() {
            return this == LINKED || this == CREATED || this == ADOPTED;
        }
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "LinkResult[" + outcome + ", user=" + userId + ", customer=" + customer + ", others=" + others + "]";
    }
}
