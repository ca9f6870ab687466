package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The application's copy of its customers: one record per user, which holds the customer, its subscriptions and a
 * payment summary and is read by one command. Implementations are thread-safe.
 *
 * <p>Writes are fenced: a writer takes a ticket <em>before</em> it reads Stripe and puts what it read with that ticket,
 * and the put is refused if a sync that began later has put already. Host applications seldom write; they call
 * {@code CustomerSync}, which does.
 *
 * <p>Every method throws {@link SourceUnavailableException} with {@link Source#CACHE} when the store does not answer in
 * time or refuses. Whether a write was carried out is then unknown; repeating it with the same ticket is safe. A value
 * that cannot be read (half-written, foreign, of a newer version) is a miss, not an error.
 *
 * <p>An adapter implements the five abstract methods, or implements {@link AtomicStore} and passes it to {@link #over}.
 * Either way it has to pass {@code CustomerCacheContract} of the testkit.
 */
public interface CustomerCache {

    /**
     * The records of many users in one round trip; for one user, in one command.
     *
     * @return an entry for each user of whom something is known, live or gone; users without one are left out
     */
    Map<UserId, CacheEntry> read(Collection<UserId> users);

    /**
     * The users under whom customers were filed last, in one round trip. Only a hint: whoever uses one must compare the
     * user's record with the customer that was asked for, as {@link #find(CustomerId)} does.
     */
    Map<CustomerId, UserId> owners(Collection<CustomerId> customers);

    /**
     * Takes tickets, one for each user, in one round trip.
     *
     * @return a ticket for each user asked for
     */
    Map<UserId, Ticket> tickets(Collection<UserId> users);

    /** Takes a ticket for a page of customers whose users are not known before the page is read. */
    PageTicket pageTicket();

    /**
     * Puts findings, each if no sync of that user that began later has put, in one round trip for each hundred. A user
     * must occur once at most.
     *
     * @return the result for each user
     * @throws SourceUnavailableException if the result of any of them is not known; repeating the call is safe
     */
    Map<UserId, PutResult> put(Collection<Put> puts);

    /** The live customer of a user, if the cache has it. */
    default Optional<CustomerSnapshot> find(UserId user) {
        return read(user).flatMap(entry -> entry.finding().snapshot());
    }

    /** The live customer with this id, if the cache has it. Two round trips. */
    default Optional<CustomerSnapshot> find(CustomerId customer) {
        return Optional.ofNullable(findAllByCustomer(List.of(customer)).get(customer));
    }

    /** The customer id of a user, if the cache has a live customer of theirs. */
    default Optional<CustomerId> findCustomerId(UserId user) {
        return find(user).map(CustomerSnapshot::customerId);
    }

    /** The live customers of many users; users without one are left out. One round trip. */
    default Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        Map<UserId, CustomerSnapshot> found = new LinkedHashMap<>();
        read(users).forEach((user, entry) -> entry.finding().snapshot().ifPresent(it -> found.put(user, it)));
        return found;
    }

    /** The live customers with these ids; ids without one are left out. Two round trips. */
    default Map<CustomerId, CustomerSnapshot> findAllByCustomer(Collection<CustomerId> customers) {
        Map<CustomerId, UserId> owners = owners(customers);
        Map<UserId, CustomerSnapshot> records = owners.isEmpty() ? Map.of() : findAll(new HashSet<>(owners.values()));
        Map<CustomerId, CustomerSnapshot> found = new LinkedHashMap<>();
        owners.forEach((customer, user) -> {
            CustomerSnapshot record = records.get(user);
            if (record != null && record.customerId().equals(customer)) {
                found.put(customer, record);
            }
        });
        return found;
    }

    /** What is known of one user, live or gone. */
    default Optional<CacheEntry> read(UserId user) {
        return Optional.ofNullable(read(Set.of(user)).get(user));
    }

    /** Takes a ticket for one user. */
    default Ticket ticket(UserId user) {
        return answered(tickets(Set.of(user)).get(user), user);
    }

    /** Puts one finding, if no sync of that user that began later has put. */
    default PutResult put(Ticket ticket, Finding finding) {
        return answered(put(List.of(new Put(ticket, finding))).get(ticket.user()), ticket.user());
    }

    /** Puts one live customer, if no sync of that user that began later has put. */
    default PutResult put(Ticket ticket, CustomerSnapshot snapshot) {
        return put(ticket, new Finding.Live(snapshot));
    }

    /**
     * Forgets a user's record. Reads that are in flight cannot bring it back, because this counts as a sync that began
     * now and found nothing; a sync that begins later fills the record again.
     */
    default void invalidate(UserId user) {
        // Losing a fresh ticket is rare; losing several in a row is a store that keeps nothing, and would spin for
        // ever.
        for (int attempt = 0; attempt < 5; attempt++) {
            if (!put(ticket(user), Finding.nothing()).mustReadAgain()) {
                return;
            }
        }
        throw new SourceUnavailableException(Source.CACHE, "keeps losing the record of user " + user, null);
    }

    /**
     * The cache that core builds on any store with compare-and-set.
     *
     * @param store where the values live
     * @param settings namespace and durations
     * @param listener is told of values that cannot be read
     */
    static CustomerCache over(AtomicStore store, CacheSettings settings, TrueupListener listener) {
        return new AtomicCustomerCache(store, settings, listener);
    }

    private static <T> T answered(@Nullable T answer, UserId user) {
        if (answer == null) {
            throw new SourceUnavailableException(Source.CACHE, "gave no answer for user " + user, null);
        }
        return answer;
    }
}
