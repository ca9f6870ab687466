package dev.trueup.identity;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.UserDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the customer that carries a user. Reads Clerk and Stripe, writes nothing. Thread-safe.
 *
 * <p>Looks first at the customer named in the user's private Clerk metadata, then at all customers with the user's
 * primary address. Whatever the hint, a customer counts only when it is live and carries the user's id in its own
 * metadata; of several the oldest is used and the others are reported.
 */
public final class CustomerLocator {

    private final UserDirectory users;
    private final BillingDirectory billing;

    /** A locator over these directories. */
    public CustomerLocator(UserDirectory users, BillingDirectory billing) {
        this.users = users;
        this.billing = billing;
    }

    /**
     * The customer that carries a user, read from Stripe now.
     *
     * @param user whose customer
     * @param readAt what the snapshot is stamped with
     * @throws dev.trueup.model.SourceUnavailableException if Clerk or Stripe could not be read
     */
    public Optional<CustomerSnapshot> load(UserId user, Instant readAt) {
        return Optional.ofNullable(locate(user, Set.of()).state()).map(it -> CustomerSnapshot.of(it, readAt));
    }

    /** Whether Clerk knows a user, asked now. */
    public boolean knows(UserId user) {
        return users.find(user).isPresent();
    }

    /**
     * Looks a user's customer up.
     *
     * @param user whose customer
     * @param ruledOut customers that were just read and do not carry the user
     */
    public Located locate(UserId user, Set<CustomerId> ruledOut) {
        UserProfile profile = users.find(user).orElse(null);
        if (profile == null) {
            return new Located(null, List.of(), false);
        }
        Set<CustomerId> tried = new LinkedHashSet<>(ruledOut);
        CustomerId mapped = profile.mappedCustomer();
        if (mapped != null && tried.add(mapped)) {
            BillingState state = billing.find(mapped);
            if (state.customer().belongsTo(user)) {
                return new Located(state, List.of(), true);
            }
        }
        // A blank address is none, and as a filter it could match customers who have nothing to do with the user.
        String email = UserProfile.billingEmail(profile.email());
        return email == null ? new Located(null, List.of(), true) : byEmail(user, email, tried);
    }

    private Located byEmail(UserId user, String email, Set<CustomerId> tried) {
        List<CustomerId> candidates = billing.findByEmail(email).stream()
                .filter(it -> it.belongsTo(user))
                .map(BillingCustomer::id)
                .filter(it -> !tried.contains(it))
                .toList();
        BillingState used = null;
        List<CustomerId> duplicates = new ArrayList<>();
        for (CustomerId candidate : candidates) {
            if (used == null) {
                BillingState state = billing.find(candidate);
                used = state.customer().belongsTo(user) ? state : null;
            } else {
                duplicates.add(candidate);
            }
        }
        return new Located(used, duplicates, true);
    }

    /**
     * What a look-up came to.
     *
     * @param state the customer that carries the user, {@code null} if none was found
     * @param duplicates other live customers that carry the user
     * @param userKnown whether Clerk knows the user
     */
    public record Located(@Nullable BillingState state, List<CustomerId> duplicates, boolean userKnown) {}
}
