package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Files with the users what Trueup knows of them: Clerk's metadata, of which only Trueup's own keys are touched.
 * {@link UserDirectory#find} reads it back. Implementations are thread-safe, bound every call in time, and throw
 * {@code SourceUnavailableException} when it is not known whether it was filed; calling again is safe.
 *
 * @see <a href="https://clerk.com/docs/guides/users/extending">Clerk: user metadata</a>
 */
public interface UserMetadata {

    /**
     * Files which customer is a user's, where nobody but the application can read or write it.
     *
     * @return whether there is such a user
     */
    boolean fileCustomer(UserId user, CustomerId customer);

    /**
     * Files what a user pays for.
     *
     * @param state {@code null} to take away what was filed
     * @return whether there is such a user
     */
    boolean fileSubscription(UserId user, @Nullable SubscriptionState state);
}
