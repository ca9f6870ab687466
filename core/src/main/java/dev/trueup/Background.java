package dev.trueup;

import static java.util.Objects.requireNonNull;

import dev.trueup.bulk.BulkEnvironment;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserPages;
import dev.trueup.sync.Copies;
import dev.trueup.sync.PaymentSync;
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
        UserDirectory metered = users.oneByOne(meter);
        Observed writes = new Observed(new Counting(meter));
        SyncEnvironment patient = new SyncEnvironment(
                environment.settings().withCheckTimeout(CHECK).withRefreshTimeout(CHECK),
                environment.listener(),
                environment.executor(),
                environment.clock(),
                new Copies(
                        environment.copies().store(),
                        writes.metadata(environment.copies().metadata()),
                        environment.copies().payments()));
        Verbs verbs = Verbs.over(cache, metered, billing.oneByOne(meter), counted(linking, writes), patient);
        UserSync userSync = verbs.userSync();
        Consumer<UserId> profiles = userSync == null ? verbs.sync()::refresh : userSync::sync;
        PaymentSync payments = verbs.payments();
        return new BulkEnvironment.Verbs(
                metered,
                verbs.checker(),
                verbs.sync(),
                profiles,
                payments == null ? customer -> {} : payments::refresh);
    }

    private static @Nullable LinkEnvironment counted(@Nullable LinkEnvironment linking, Observed writes) {
        return linking == null
                ? null
                : new LinkEnvironment(
                        requireNonNull(writes.customers(linking.customers())),
                        linking.cache(),
                        linking.leases(),
                        writes.metadata(linking.metadata()),
                        linking.settings(),
                        linking.listener(),
                        linking.clock());
    }

    /** Writes are few and do not wait for their turn, but count as well. */
    private record Counting(CallMeter meter) implements TrueupListener {

        @Override
        public void sourceCalled(Source source, Duration took, boolean answered) {
            meter.called();
        }
    }
}
