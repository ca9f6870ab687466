package dev.trueup.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the three places say in which a user's subscription is noted. Immutable and thread-safe.
 *
 * @param userId the user
 * @param customer the user's customer, as far as any of them knows
 * @param clerk what the user's metadata says; {@code null} if nothing
 * @param cached what the cache says; {@code null} if it has no record, which is no word against the others: records
 *     expire
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
        return (cached == null || cached.equals(clerk)) && (!hasStore || Objects.equals(stored, clerk));
    }
}
