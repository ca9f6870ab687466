package dev.trueup.identity;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks everywhere for the customers that carry a user. Writes nothing. Thread-safe. */
final class CandidateSearch {

    private static final Logger log = LoggerFactory.getLogger(CandidateSearch.class);

    private final UserDirectory users;
    private final BillingDirectory billing;
    private final CustomerCache cache;

    CandidateSearch(UserDirectory users, BillingDirectory billing, CustomerCache cache) {
        this.users = users;
        this.billing = billing;
        this.cache = cache;
    }

    /**
     * The user and the customers that may be theirs; nothing if Clerk knows no such user.
     *
     * @throws SourceUnavailableException if Clerk or Stripe could not be read, so that "none" is always their own word
     */
    Optional<Candidates> search(UserId user) {
        UserProfile profile = users.find(user).orElse(null);
        if (profile == null) {
            return Optional.empty();
        }
        String email = UserProfile.billingEmail(profile.email());
        List<BillingCustomer> sameAddress = email == null ? List.of() : billing.findByEmail(email);
        Set<CustomerId> carrying = new LinkedHashSet<>();
        Stream.of(profile.mappedCustomer(), cached(user))
                .filter(Objects::nonNull)
                .distinct()
                .filter(it -> isCarrying(it, user))
                .forEach(carrying::add);
        sameAddress.stream()
                .filter(it -> it.belongsTo(user))
                .map(BillingCustomer::id)
                .forEach(carrying::add);
        return Optional.of(new Candidates(profile, new ArrayList<>(carrying), sameAddress));
    }

    private boolean isCarrying(CustomerId candidate, UserId user) {
        BillingCustomer customer = billing.find(candidate).customer();
        if (!customer.belongsTo(user)) {
            log.info("Customer {} is noted for user {} but does not carry them: it does not count", candidate, user);
        }
        return customer.belongsTo(user);
    }

    /** Only a hint: without the cache one may be found all the same. */
    private @Nullable CustomerId cached(UserId user) {
        try {
            return cache.find(user).map(CustomerSnapshot::customerId).orElse(null);
        } catch (SourceUnavailableException e) {
            log.info("The link of user {} goes on without the cache: {}", user, e.getMessage());
            return null;
        }
    }

    /**
     * What a search found.
     *
     * @param profile the user
     * @param carrying the live customers that carry the user: the one that is mapped already first, then the oldest
     * @param sameAddress the live customers with the user's address, whoever they carry; oldest first
     */
    record Candidates(UserProfile profile, List<CustomerId> carrying, List<BillingCustomer> sameAddress) {}
}
