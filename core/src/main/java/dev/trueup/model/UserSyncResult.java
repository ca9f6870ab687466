package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of bringing a user's profile to Stripe. Immutable and thread-safe.
 *
 * @param link whether the user has a customer, and which
 * @param writes how often the profile was written to Stripe; 0 if it was there already
 * @param refresh what the record says now; {@code null} if the user has no customer
 */
public record UserSyncResult(
        LinkResult link, int writes, @Nullable RefreshResult refresh) {}
