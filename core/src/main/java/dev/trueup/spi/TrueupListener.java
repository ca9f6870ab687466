package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Is told what happens, for logs, metrics and alerts. Called on the thread that does the work, so it has to be quick;
 * it cannot break the flow: what it throws is logged by its class and dropped. Implementations are thread-safe.
 *
 * <p>Reports and results that are passed may hold personal data in their fields; their string forms do not.
 */
public interface TrueupListener {

    /** Listens to nothing. */
    TrueupListener NONE = new TrueupListener() {};

    /** A user was checked. */
    default void checked(SyncReport report, Duration took) {}

    /** A user's record was refreshed, or found to need no record. */
    default void refreshed(RefreshResult result, Duration took) {}

    /** A source could not be read or written. Operators should look when this goes on. */
    default void sourceFailed(Source source, String operation) {}

    /**
     * Several live customers carry the same user. Somebody should merge them in Stripe, because payments may go to the
     * one that is not used.
     */
    default void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {}

    /** A value in the cache could not be read and counts as a miss: half-written, foreign, or of a newer version. */
    default void unreadableValue(UserId user) {}

    /** The cache is away: reads come from a short-lived copy or from Stripe, and nothing is written. */
    default void cacheAway() {}

    /** The cache is back. The users whose records should have changed meanwhile are synced again. */
    default void cacheBack(Set<UserId> touched) {}

    /** The listener, wrapped so that nothing it throws reaches the caller. */
    static TrueupListener guarded(TrueupListener listener) {
        return GuardedListener.around(listener);
    }
}
