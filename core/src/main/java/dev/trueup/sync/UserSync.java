package dev.trueup.sync;

import dev.trueup.identity.CustomerLinker;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.model.UserSyncResult;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import java.time.Duration;
import java.util.Objects;
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
    private final BillingDirectory billing;
    private final CustomerWriter customers;
    private final CustomerLinker linker;
    private final CustomerSync sync;
    private final TrueupListener listener;
    private final Lanes<UserSyncResult> lanes;

    /** A sync of profiles over these; {@code Trueup} assembles it. */
    public UserSync(
            UserDirectory users,
            BillingDirectory billing,
            CustomerWriter customers,
            CustomerLinker linker,
            CustomerSync sync,
            SyncEnvironment environment) {
        this.users = users;
        this.billing = billing;
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
        boolean isNew = link.outcome().isLinked() && link.outcome() != LinkResult.Outcome.LINKED;
        return isNew ? sync(user).link() : link;
    }

    private UserSyncResult told(UserId user) {
        long start = System.nanoTime();
        try {
            UserSyncResult result = synced(user);
            listener.userSynced(result, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (SourceUnavailableException e) {
            listener.sourceFailed(e.source(), "user sync");
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
        int writes = write(user, customer);
        return new UserSyncResult(link, writes, sync.refresh(customer, user));
    }

    private int write(UserId user, CustomerId customer) {
        BillingCustomer told = billing.find(customer).customer();
        Wanted sent = null;
        for (int writes = 0; ; writes++) {
            Wanted wanted = users.find(user).map(Wanted::of).orElse(null);
            if (wanted == null || wanted.isIn(told) || wanted.equals(sent)) {
                return writes;
            }
            if (writes == MAX_WRITES || !told.belongsTo(user)) {
                return writes;
            }
            told = customers.update(customer, wanted.email(), wanted.name());
            sent = wanted;
        }
    }

    /** What Clerk says, as Stripe takes it. */
    private record Wanted(@Nullable String email, @Nullable String name) {

        static Wanted of(UserProfile profile) {
            return new Wanted(UserProfile.billingEmail(profile.email()), UserProfile.fullName(profile.name(), null));
        }

        boolean isIn(BillingCustomer customer) {
            return Objects.equals(email, UserProfile.billingEmail(customer.email()))
                    && Objects.equals(name, UserProfile.fullName(customer.name(), null));
        }

        /** Ids only, and there are none. */
        @Override
        public String toString() {
            return "Wanted";
        }
    }
}
