package dev.trueup.identity;

import dev.trueup.identity.CandidateSearch.Candidates;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.LinkResult.Outcome;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.UserDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives users their customers: finds the one that carries a user, or creates it, and never makes two. Thread-safe.
 *
 * <p>A customer is a user's if it is live and carries the user's id in {@code metadata.userId}; a note in the user's
 * private metadata, in the cache, or the user's address only say where to look. If none is found, and only after Clerk
 * and Stripe have said so, one is created, by one instance at a time. {@link EmailLinking} may allow one exception.
 *
 * <p>Links of one user that are asked for at the same time share one.
 */
public final class CustomerLinker {

    private static final Logger log = LoggerFactory.getLogger(CustomerLinker.class);

    private final BillingDirectory billing;
    private final LinkEnvironment environment;
    private final CandidateSearch search;
    private final CustomerCreation creation;
    private final Turns turns;
    private final SharedWork<UserId, LinkResult> shared;

    /** A linker over these directories; {@code Trueup} assembles it. */
    public CustomerLinker(UserDirectory users, BillingDirectory billing, LinkEnvironment environment) {
        LinkSettings settings = environment.settings();
        this.billing = billing;
        this.environment = environment;
        this.search = new CandidateSearch(users, billing, environment.cache());
        this.creation = new CustomerCreation(environment.customers(), billing, settings.account(), environment.clock());
        this.turns = new Turns(environment.leases(), settings.lease(), settings.patience());
        this.shared = new SharedWork<>(Source.LEASES, settings.patience());
    }

    /**
     * The customer that carries a user, which is created if there is none.
     *
     * @param user whose customer; must be somebody who has proved to be them
     * @return the customer, or why there is none; nothing was changed then, and somebody has to look at
     *     {@link Outcome#AMBIGUOUS} and {@link Outcome#CONFLICT}
     * @throws SourceUnavailableException if Clerk, Stripe or the store of leases could not be asked, or another instance
     *     is busy with this user for too long. A customer may have been created; calling again finds it
     */
    public LinkResult link(UserId user) {
        long start = System.nanoTime();
        try {
            // A link stays true for whoever joins it; that there is none may have changed since it was found out.
            LinkResult result =
                    shared.run(user, () -> linkAlone(user), it -> it.outcome().isLinked());
            tell(result, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (SourceUnavailableException e) {
            environment.listener().sourceFailed(e.source(), "link");
            throw e;
        }
    }

    private LinkResult linkAlone(UserId user) {
        Optional<LinkResult> found = found(user, search.search(user));
        return found.isPresent()
                ? found.get()
                : turns.take(user.value(), () -> {
                    Optional<Candidates> candidates = search.search(user);
                    return found(user, candidates).orElseGet(() -> made(user, candidates.orElseThrow()));
                });
    }

    /** What is known without changing a customer. */
    private Optional<LinkResult> found(UserId user, Optional<Candidates> candidates) {
        if (candidates.isEmpty()) {
            return Optional.of(new LinkResult(Outcome.USER_NOT_FOUND, user, null, List.of()));
        }
        List<CustomerId> carrying = candidates.get().carrying();
        if (carrying.isEmpty()) {
            return Optional.empty();
        }
        CustomerId used = carrying.get(0);
        file(candidates.get().profile(), used);
        return Optional.of(new LinkResult(Outcome.LINKED, user, used, carrying.subList(1, carrying.size())));
    }

    private LinkResult made(UserId user, Candidates candidates) {
        UserProfile profile = candidates.profile();
        List<BillingCustomer> sameAddress = candidates.sameAddress();
        boolean byAddress = environment.settings().emailLinking() == EmailLinking.VERIFIED_ADDRESS;
        if (byAddress && profile.emailVerified() && !sameAddress.isEmpty()) {
            LinkResult result = byAddress(user, sameAddress);
            result.linked().ifPresent(customer -> file(profile, customer));
            return result;
        }
        CustomerId created = creation.create(user);
        file(profile, created);
        return new LinkResult(Outcome.CREATED, user, created, List.of());
    }

    private LinkResult byAddress(UserId user, List<BillingCustomer> sameAddress) {
        List<CustomerId> ids = sameAddress.stream().map(BillingCustomer::id).toList();
        if (ids.size() > 1) {
            return new LinkResult(Outcome.AMBIGUOUS, user, null, ids);
        }
        CustomerId only = ids.get(0);
        // A turn for the customer as well: two users could have had the address one after the other.
        return turns.take(only.value(), () -> {
            BillingCustomer now = billing.find(only).customer();
            boolean free = now.isFree();
            if (free) {
                environment.customers().adopt(only, user);
                now = billing.find(only).customer();
            }
            return free && now.belongsTo(user)
                    ? new LinkResult(Outcome.ADOPTED, user, only, List.of())
                    : new LinkResult(Outcome.CONFLICT, user, null, ids);
        });
    }

    /** Files the customer with the user, so that it is found even when the address changes. */
    private void file(UserProfile profile, CustomerId customer) {
        if (environment.metadata() != null && !customer.equals(profile.mappedCustomer())) {
            environment.metadata().fileCustomer(profile.id(), customer);
        }
    }

    private void tell(LinkResult result, Duration took) {
        environment.listener().linked(result, took);
        if (result.customer() == null) {
            log.warn("User {} gets no customer: {}, {}", result.userId(), result.outcome(), result.others());
        } else if (!result.others().isEmpty()) {
            log.warn("User {} is carried by {} and {}", result.userId(), result.customer(), result.others());
            environment.listener().duplicateCustomers(result.userId(), result.customer(), result.others());
        }
    }
}
