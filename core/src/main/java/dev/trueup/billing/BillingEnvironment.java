package dev.trueup.billing;

import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What users' wishes are fulfilled with, handed in by whoever assembles it. Immutable and thread-safe.
 *
 * @param actions does at Stripe what was asked for
 * @param refresh makes the copies of a user's customer what Stripe says, and tells what that is
 * @param cache what the application reads
 * @param store the lasting copy, if there is one
 * @param listener is told what happens
 */
public record BillingEnvironment(
        BillingActions actions,
        Function<UserId, RefreshResult> refresh,
        CustomerCache cache,
        @Nullable BillingStore store,
        TrueupListener listener) {

    /** Guards the listener. */
    public BillingEnvironment {
        listener = TrueupListener.guarded(listener);
    }
}
