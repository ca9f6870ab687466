package dev.trueup.sync;

import dev.trueup.identity.CustomerLinker;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.LinkResult;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.model.UserSyncResult;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes Clerk's profile win: a user has a customer, the customer has the user's address and name, and the record shows
 * it. Thread-safe.
 *
 * <p>Stripe is written to only where it differs. Stripe cannot refuse a write that comes too late, so Clerk is read
 * again after each one, and a profile that was changed meanwhile is written once more.
 *
 * <p>Calls for one user that arrive while a sync runs share one further sync.
 */
public final class UserSync {

    /** A user who changes their profile more often during one sync makes further events by it. */
    private static final int MAX_WRITES = 3;

    private final UserDirectory users;
    private final CustomerWriter customers;
    private final CustomerLinker linker;
    private final CustomerSync sync;
    private final TrueupListener listener;
    private final Lanes<UserSyncResult> lanes;

    /** A sync of profiles over these; {@code Trueup} assembles it. */
    public UserSync(
            UserDirectory users,
            CustomerWriter customers,
            CustomerLinker linker,
            CustomerSync sync,
            SyncEnvironment environment) {
        this.users = users;
        this.customers = customers;
        this.linker = linker;
        this.sync = sync;
        this.listener = environment.listener();
        this.lanes = new Lanes<>(environment.settings().refreshTimeout());
    }

    /**
     * Links a user, creating a customer if there is none, brings address and name to Stripe, and refreshes the record.
     * A user whom Clerk does not know is parted from their customer instead.
     *
     * @throws SourceUnavailableException if Clerk, Stripe, the cache or the store of leases could not be asked or
     *     written; calling again finishes what was begun
     */
    public UserSyncResult sync(UserId user) {
        return lanes.run(user, () -> told(user));
    }

    /**
     * The customer of a user, created with the user's address and name if there is none: what a checkout needs.
     *
     * @throws SourceUnavailableException as {@link #sync} does
     */
    public LinkResult customerOf(UserId user) {
        LinkResult link = linker.link(user);
        if (link.outcome().isLinked() && link.outcome() != LinkResult.Outcome.LINKED) {
            sync(user);
        }
        return link;
    }

    private UserSyncResult told(UserId user) {
        long start = System.nanoTime();
        try {
            UserSyncResult result = synced(user);
            listener.userSynced(result, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (SourceUnavailableException e) {
            listener.sourceFailed(e.source(), "user sync");
            listener.syncFailed(e.source());
            throw e;
        }
    }

    private UserSyncResult synced(UserId user) {
        LinkResult link = linker.link(user);
        CustomerId customer = link.customer();
        if (customer == null) {
            boolean gone = link.outcome() == LinkResult.Outcome.USER_NOT_FOUND;
            return new UserSyncResult(link, 0, gone ? sync.detach(user) : null);
        }
        RefreshResult refresh = sync.refresh(customer, user);
        CustomerSnapshot snapshot = refresh.snapshot();
        int writes = snapshot == null ? 0 : write(user, snapshot);
        return new UserSyncResult(link, writes, writes == 0 ? refresh : sync.refresh(customer, user));
    }

    private int write(UserId user, CustomerSnapshot snapshot) {
        CustomerId customer = snapshot.customerId();
        Profile shown =
                Profile.of(snapshot.customer().email(), snapshot.customer().name());
        Profile sent = null;
        for (int writes = 0; ; writes++) {
            Profile wanted = users.find(user)
                    .map(it -> Profile.of(it.email(), it.name()))
                    .orElse(null);
            if (wanted == null || wanted.equals(shown) || wanted.equals(sent) || writes == MAX_WRITES) {
                return writes;
            }
            BillingCustomer now = customers.update(customer, wanted.email(), wanted.name());
            if (!now.belongsTo(user)) {
                return writes + 1;
            }
            shown = Profile.of(now.email(), now.name());
            sent = wanted;
        }
    }

    /** Address and name as Stripe takes them. */
    private record Profile(@Nullable String email, @Nullable String name) {

        static Profile of(@Nullable String email, @Nullable String name) {
            return new Profile(UserProfile.billingEmail(email), UserProfile.fullName(name, null));
        }

        /** Nothing: neither may be shown. */
        @Override
        public String toString() {
            return "Profile";
        }
    }
}
