package dev.trueup.sync;

import dev.trueup.identity.CustomerLocator;
import dev.trueup.identity.SharedWork;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RefreshResult.Outcome;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.UserDirectory;
import dev.trueup.sync.CustomerReader.Look;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a cached customer what Stripe says: the only way by which records are written. Thread-safe.
 *
 * <p>Each refresh takes a ticket, reads Stripe, and puts what it read unless a sync that began later has put already.
 * Calls for one user or customer that arrive while a refresh runs share one further refresh.
 *
 * <p>All methods throw {@link SourceUnavailableException} when Stripe, Clerk or the cache cannot be reached. Then
 * nothing wrong was written, and the caller (or whoever sent the signal) must call again later.
 */
public final class CustomerSync {

    /** A ticket is lost when the cache loses the record meanwhile; losing several in a row is an outage. */
    private static final int MAX_ATTEMPTS = 5;

    private final CustomerCache cache;
    private final BillingDirectory billing;
    private final CustomerLocator locator;
    private final CustomerReader reader;
    private final SyncEnvironment environment;
    private final @Nullable BillingStore store;
    private final @Nullable SubscriptionFiling filing;
    private final Lanes<RefreshResult> lanes;
    private final SharedWork<UserId, RefreshResult> misses;

    /** A sync over these adapters; {@code Trueup} assembles it. */
    public CustomerSync(
            CustomerCache cache, UserDirectory users, BillingDirectory billing, SyncEnvironment environment) {
        this.cache = cache;
        this.billing = billing;
        this.locator = new CustomerLocator(users, billing);
        this.reader = new CustomerReader(cache, billing, locator);
        this.environment = environment;
        Copies copies = environment.copies();
        this.store = copies.store();
        this.filing = copies.metadata() == null ? null : new SubscriptionFiling(users, copies.metadata(), cache);
        Duration patience = environment.settings().refreshTimeout();
        this.lanes = new Lanes<>(patience);
        this.misses = new SharedWork<>(Source.STRIPE, patience);
    }

    /** Refreshes the record of a user, looking their customer up if the cached one no longer carries them. */
    public RefreshResult refresh(UserId user) {
        return lanes.run(user, () -> told(() -> sync(user, null).result()));
    }

    /**
     * The customer of a user whom the cache did not have: read once for all who miss them at the same time, and put. Not
     * for signals that something has changed, because whoever comes while it runs gets what was read before.
     */
    public RefreshResult load(UserId user) {
        return misses.run(user, () -> cached(user).orElseGet(() -> refresh(user)), result -> true);
    }

    /** Whoever comes to load may have missed the user before somebody else had loaded them. */
    private Optional<RefreshResult> cached(UserId user) {
        return cache.find(user).map(it -> new RefreshResult(Outcome.UPDATED, user, it, List.of()));
    }

    /** Refreshes the record of the user that a customer carries, or carried until now. */
    public RefreshResult refresh(CustomerId customer) {
        return refresh(customer, null);
    }

    /**
     * Refreshes the record of the user that a customer carries, or carried until now.
     *
     * @param customer the customer that may have changed
     * @param hint the user whom it probably carries, for example by the body of an event; saves a read, and does no
     *     harm if it is wrong
     */
    public RefreshResult refresh(CustomerId customer, @Nullable UserId hint) {
        return lanes.run(customer, () -> told(() -> signalled(customer, hint)));
    }

    /**
     * Parts a user who was deleted in Clerk from their customer: the record goes, and events of the customer do not
     * bring it back while the memory of the parting lives, which is as long as a record. The customer in Stripe, its
     * subscriptions and its history stay as they are. Clerk is asked first: a user whom it still has is refreshed.
     */
    public RefreshResult detach(UserId user) {
        return lanes.run(new Detachment(user), () -> told(() -> detached(user)));
    }

    /**
     * Refreshes the record of a user who comes back from Stripe's checkout, before this returns, so that the next page
     * shows what was bought. The event that follows then only confirms it.
     *
     * @param sessionId the session, as the browser tells it; it counts only if it belongs to a customer of this user
     * @param user who is signed in
     * @return the result; {@link Outcome#UNKNOWN_CHECKOUT} if there is no such session and
     *     {@link Outcome#FOREIGN_CHECKOUT} if it is not this user's
     * @see <a href="https://docs.stripe.com/checkout/fulfillment">Stripe: fulfil orders</a>
     */
    public RefreshResult afterCheckout(String sessionId, UserId user) {
        return told(() -> {
            CheckoutSession session = billing.findCheckout(sessionId).orElse(null);
            if (session == null) {
                return new RefreshResult(Outcome.UNKNOWN_CHECKOUT, user, null, List.of());
            }
            CustomerId customer = session.customer();
            boolean foreign = session.user() != null && !user.equals(session.user());
            if (customer == null || foreign) {
                return new RefreshResult(Outcome.FOREIGN_CHECKOUT, user, null, List.of());
            }
            return lanes.run(new CheckoutReturn(user, customer), () -> {
                Synced synced = sync(user, customer);
                return user.equals(synced.carried())
                        ? synced.result()
                        : new RefreshResult(Outcome.FOREIGN_CHECKOUT, user, null, List.of());
            });
        });
    }

    private RefreshResult signalled(CustomerId customer, @Nullable UserId hint) {
        UserId user = probableUser(customer, hint);
        if (user == null) {
            return new RefreshResult(Outcome.UNLINKED, null, null, List.of());
        }
        Set<UserId> synced = new HashSet<>();
        Synced last = sync(user, customer);
        synced.add(user);
        // The customer may carry somebody else by now: then their record has to change as well.
        while (last.carried() != null && synced.add(last.carried())) {
            last = sync(last.carried(), customer);
        }
        return last.result();
    }

    /** Whom the customer carries, as far as can be known before the ticket that needs to know it. */
    private @Nullable UserId probableUser(CustomerId customer, @Nullable UserId hint) {
        UserId owner = cache.owners(List.of(customer)).get(customer);
        if (owner != null) {
            return owner;
        }
        // Without a hint the customer is read once only to learn the user, and once more under the ticket.
        return hint != null ? hint : billing.find(customer).customer().userId();
    }

    /** Ticket, read, compare-and-set: again as long as the cache loses the ticket. */
    private Synced sync(UserId user, @Nullable CustomerId signal) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Ticket ticket = cache.ticket(user);
            Look look = reader.look(user, signal);
            CustomerSnapshot snapshot =
                    look.state() == null ? null : CustomerSnapshot.of(look.state(), ticket.takenAt());
            Finding finding = snapshot == null ? look.without() : new Finding.Live(snapshot);
            PutResult put = cache.put(ticket, finding);
            if (!put.mustReadAgain()) {
                note(ticket, finding, look, put);
                if (snapshot != null && !look.duplicates().isEmpty()) {
                    environment.listener().duplicateCustomers(user, snapshot.customerId(), look.duplicates());
                }
                Outcome outcome = put == PutResult.STALE ? Outcome.SUPERSEDED : look.outcome();
                return new Synced(new RefreshResult(outcome, user, snapshot, look.duplicates()), look.carried());
            }
        }
        throw lost(user);
    }

    /** Brings the copies beside the cache in line with what was put. */
    private void note(Ticket ticket, Finding finding, Look look, PutResult put) {
        store(ticket, finding);
        boolean known = look.outcome() != Outcome.USER_NOT_FOUND;
        if (filing != null && known && put == PutResult.OK) {
            filing.file(ticket.user(), look.before(), finding.snapshot().orElse(null));
        }
    }

    /** The store has the last word on the order by itself. */
    private void store(Ticket ticket, Finding finding) {
        if (store != null) {
            store.put(List.of(new Put(ticket, finding)));
        }
    }

    private RefreshResult detached(UserId user) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Ticket ticket = cache.ticket(user);
            if (locator.knows(user)) {
                return sync(user, null).result();
            }
            Finding known = cache.read(user).map(CacheEntry::finding).orElse(Finding.nothing());
            Finding parted = known.customerId().<Finding>map(Finding.Gone::new).orElse(Finding.nothing());
            // Not even a newer sync will do: it may not have known that the user is gone. Whoever takes a ticket
            // from now on sees the parting; whoever has a newer one already may not have, and loses to a second put.
            Ticket last = cache.put(ticket, parted) == PutResult.OK ? cache.ticket(user) : null;
            if (last != null && !cache.put(last, parted).mustReadAgain()) {
                store(last, parted);
                return new RefreshResult(Outcome.USER_NOT_FOUND, user, null, List.of());
            }
        }
        throw lost(user);
    }

    private static SourceUnavailableException lost(UserId user) {
        return new SourceUnavailableException(
                Source.CACHE,
                "lost the record of user " + user + " " + MAX_ATTEMPTS + " times while it was read",
                null);
    }

    private RefreshResult told(Supplier<RefreshResult> work) {
        long start = System.nanoTime();
        try {
            RefreshResult result = work.get();
            environment.listener().refreshed(result, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (SourceUnavailableException e) {
            environment.listener().sourceFailed(e.source(), "refresh");
            environment.listener().syncFailed(e.source());
            throw e;
        }
    }

    private record Synced(RefreshResult result, @Nullable UserId carried) {}

    /** Keys of work that must not be taken for a plain refresh of the same user or customer. */
    private record Detachment(UserId user) {}

    private record CheckoutReturn(UserId user, CustomerId customer) {}
}
