package dev.trueup;

import dev.trueup.identity.CustomerLinker;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import dev.trueup.sync.Copies;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.PaymentSync;
import dev.trueup.sync.SyncChecker;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.UserSync;
import org.jspecify.annotations.Nullable;

/**
 * The verbs about one customer, over one pair of directories: the live ones, or those that wait for their turn. Immutable
 * and thread-safe.
 *
 * @param locator finds the customer that carries a user
 * @param checker tells what differs
 * @param sync refreshes
 * @param linker gives users their customers; {@code null} if customers cannot be written
 * @param userSync brings profiles to Stripe; {@code null} if customers cannot be written
 * @param payments reads what customers pay; {@code null} if it is not kept
 */
record Verbs(
        CustomerLocator locator,
        SyncChecker checker,
        CustomerSync sync,
        @Nullable CustomerLinker linker,
        @Nullable UserSync userSync,
        @Nullable PaymentSync payments) {

    /** Verbs; {@code linking} is {@code null} if customers cannot be written. */
    static Verbs over(
            CustomerCache cache,
            UserDirectory users,
            BillingDirectory billing,
            @Nullable LinkEnvironment linking,
            SyncEnvironment environment) {
        CustomerSync sync = new CustomerSync(cache, users, billing, environment);
        Copies.Payments payments = environment.copies().payments();
        CustomerLinker linker = linking == null ? null : new CustomerLinker(users, billing, linking);
        return new Verbs(
                new CustomerLocator(users, billing),
                SyncChecker.over(cache, users, billing, environment),
                sync,
                linker,
                linking == null || linker == null
                        ? null
                        : new UserSync(users, linking.customers(), linker, sync, environment),
                payments == null ? null : new PaymentSync(cache, sync, payments, environment));
    }
}
