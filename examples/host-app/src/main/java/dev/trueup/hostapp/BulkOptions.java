package dev.trueup.hostapp;

import dev.trueup.bulk.BulkSettings;
import dev.trueup.clerk.ClerkLimits;
import dev.trueup.spi.TrueupListener;
import dev.trueup.stripe.StripeLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How runs over all users work, and how much of the providers they may take. Immutable.
 *
 * @param stripeRate requests that Stripe allows in a second for one endpoint
 * @param stripeOverallRate requests that Stripe allows in a second
 * @param clerkRate requests that Clerk allows in ten seconds
 * @param share the part of these that runs may take
 * @param monthlyReads how many reads of Stripe a month is meant to be enough for; {@code null} for no budget
 * @param catchUpEvery how often to catch up; zero for never
 * @param verifyEvery how often to verify; zero for never
 * @param runs patience and leases
 */
record BulkOptions(
        int stripeRate,
        int stripeOverallRate,
        int clerkRate,
        double share,
        @Nullable Long monthlyReads,
        Duration catchUpEvery,
        Duration verifyEvery,
        BulkSettings runs) {

    private static final Duration CLERKS_WINDOW = Duration.ofSeconds(10);

    StripeLimits stripeLimits(TrueupListener listener) {
        StripeLimits.Builder limits = StripeLimits.builder()
                .perEndpoint(stripeRate)
                .overall(stripeOverallRate)
                .share(share)
                .listener(listener);
        if (monthlyReads != null) {
            limits.monthlyReads(monthlyReads);
        }
        return limits.build();
    }

    ClerkLimits clerkLimits() {
        return ClerkLimits.of(clerkRate, CLERKS_WINDOW).withBackgroundShare(share);
    }
}
