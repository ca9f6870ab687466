package dev.trueup.sync;

import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;

/**
 * Tells whether a user's cached customer agrees with Clerk and Stripe, and what differs. Writes nothing, anywhere.
 * Implementations are thread-safe.
 */
public interface SyncChecker {

    /**
     * Checks one user. Never throws because a source is away: that is a problem in the report, which then is not in
     * step. Returns within the deadline that the checker was built with.
     *
     * @param user whom to check; the caller must have authenticated them or be allowed to see their billing data
     */
    SyncReport check(UserId user);

    /**
     * Checks one user.
     *
     * @param userId Clerk's id of the user
     * @throws IllegalArgumentException if the id is blank, over-long or holds control characters
     */
    default SyncReport check(String userId) {
        return check(new UserId(userId));
    }

    /** A checker that reads Clerk while it reads the cache and then Stripe; {@code Trueup} assembles it. */
    static SyncChecker over(
            CustomerCache cache, UserDirectory users, BillingDirectory billing, SyncEnvironment environment) {
        return new ParallelSyncChecker(cache, users, billing, environment);
    }
}
