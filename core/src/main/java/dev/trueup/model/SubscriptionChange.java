package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of a user's wish to end or keep a subscription. Immutable and thread-safe.
 *
 * @param outcome how it ended
 * @param userId the user
 * @param customer the user's customer, if they have one
 * @param subscription the subscription as it is now; {@code null} if there is none of theirs
 */
public record SubscriptionChange(
        Outcome outcome,
        UserId userId,
        @Nullable CustomerId customer,
        @Nullable SubscriptionData subscription) {

    /** How a change can end without an exception. */
    public enum Outcome {
        /** The subscription was changed. */
        CHANGED,
        /** It was as wished already. */
        UNCHANGED,
        /** It has ended, and Stripe lets no ended subscription begin again: a new one is needed. */
        ENDED,
        /** This user has no such subscription, whether or not somebody else has. Nothing was changed. */
        FOREIGN,
        /** Clerk knows no such user. Nothing was changed. */
        USER_NOT_FOUND
    }
}
