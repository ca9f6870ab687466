package dev.trueup;

import dev.trueup.bulk.BulkEnvironment;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserPages;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.UserSync;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the verbs about one customer for runs, whose requests wait for the live ones. Immutable and thread-safe.
 *
 * @param cache where the records are
 * @param users gives the users
 * @param billing gives the customers
 * @param linking how users get customers; {@code null} if customers cannot be written
 * @param environment what the live verbs run with
 */
record Background(
        CustomerCache cache,
        UserPages users,
        BillingPages billing,
        @Nullable LinkEnvironment linking,
        SyncEnvironment environment) {

    /** Nobody waits for a check in a run, and its requests may have to wait for long. */
    private static final Duration CHECK = Duration.ofMinutes(2);

    /** Verbs whose requests a meter counts. */
    BulkEnvironment.Verbs verbs(CallMeter meter) {
        UserDirectory one = users.oneByOne(meter);
        BillingDirectory other = billing.oneByOne(meter);
        SyncEnvironment patient = new SyncEnvironment(
                environment.settings().withCheckTimeout(CHECK).withRefreshTimeout(CHECK),
                environment.listener(),
                environment.executor(),
                environment.clock(),
                environment.copies());
        Verbs verbs = Verbs.over(cache, one, other, linking, patient);
        UserSync userSync = verbs.userSync();
        Consumer<UserId> profiles = userSync == null ? verbs.sync()::refresh : userSync::sync;
        return new BulkEnvironment.Verbs(one, verbs.checker(), verbs.sync(), profiles);
    }
}
