package dev.trueup.sync;

import dev.trueup.identity.CustomerLocator;
import dev.trueup.identity.CustomerLocator.Located;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Presence;
import dev.trueup.model.RefreshResult.Outcome;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what is to be put for a user, once there is a ticket for it. Writes nothing. Thread-safe. */
final class CustomerReader {

    private final CustomerCache cache;
    private final BillingDirectory billing;
    private final CustomerLocator locator;

    CustomerReader(CustomerCache cache, BillingDirectory billing, CustomerLocator locator) {
        this.cache = cache;
        this.billing = billing;
        this.locator = locator;
    }

    /** Reads the customers that may carry the user: the cached one, the one that was signalled, and else any. */
    Look look(UserId user, @Nullable CustomerId signal) {
        Finding known = cache.read(user).map(CacheEntry::finding).orElse(Finding.nothing());
        Map<CustomerId, BillingState> read = new LinkedHashMap<>();
        CustomerSnapshot before = known.snapshot().orElse(null);
        if (before != null) {
            read.put(before.customerId(), billing.find(before.customerId()));
        }
        UserId carried = signal == null
                ? null
                : read.computeIfAbsent(signal, billing::find).customer().userId();
        List<BillingState> own = read.values().stream()
                .filter(state -> state.customer().belongsTo(user))
                .toList();
        if (!own.isEmpty() && known instanceof Finding.Gone && !locator.knows(user)) {
            // Stripe has the customer, but the user was parted from it: they are gone from Clerk.
            return new Look(null, List.of(), Outcome.USER_NOT_FOUND, known, carried, before);
        }
        if (!own.isEmpty()) {
            List<CustomerId> duplicates =
                    own.stream().skip(1).map(state -> state.customer().id()).toList();
            return new Look(own.get(0), duplicates, Outcome.UPDATED, Finding.nothing(), carried, before);
        }
        Located located = locator.locate(user, read.keySet());
        Outcome outcome = located.state() != null
                ? Outcome.UPDATED
                : located.userKnown() ? Outcome.NO_CUSTOMER : Outcome.USER_NOT_FOUND;
        return new Look(
                located.state(), located.duplicates(), outcome, tombstone(known, read.values()), carried, before);
    }

    /** What to keep of a user without a live customer: the memory of the one that was deleted, if one was. */
    private static Finding tombstone(Finding known, Collection<BillingState> read) {
        return read.stream()
                .map(BillingState::customer)
                .filter(customer -> customer.presence() != Presence.ACTIVE)
                .findFirst()
                .<Finding>map(customer -> new Finding.Gone(customer.id()))
                .orElse(known instanceof Finding.Gone ? known : Finding.nothing());
    }

    /**
     * What was read for a user under one ticket.
     *
     * @param state the customer that carries the user, if any
     * @param duplicates others that do
     * @param outcome what it comes to when it is put
     * @param without what to put when there is no customer
     * @param carried the user that the signalled customer carries
     * @param before what the cache said until now
     */
    record Look(
            @Nullable BillingState state,
            List<CustomerId> duplicates,
            Outcome outcome,
            Finding without,
            @Nullable UserId carried,
            @Nullable CustomerSnapshot before) {}
}
