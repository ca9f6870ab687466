package dev.trueup.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the three places say in which a user's subscription is noted. Immutable and thread-safe.
 *
 * @param userId the user
 * @param customer the customer that the user's record names, if there is one
 * @param clerk what the user's metadata says; {@code null} if nothing
 * @param cached what the cache says; {@code null} if nothing
 * @param stored what the billing store says; {@code null} if nothing
 * @param hasStore whether there is a billing store to agree with
 */
public record SubscriptionAgreement(
        UserId userId,
        @Nullable CustomerId customer,
        @Nullable SubscriptionState clerk,
        @Nullable SubscriptionState cached,
        @Nullable SubscriptionState stored,
        boolean hasStore) {

    /** Whether all of them say the same. */
    public boolean inAgreement() {
        return Objects.equals(clerk, cached) && (!hasStore || Objects.equals(cached, stored));
    }
}
