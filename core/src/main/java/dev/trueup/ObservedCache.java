package dev.trueup;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * A cache as the host sees it: tells a listener what look-ups find. Every method goes to the cache's own one, which may
 * do it by fewer commands than the default. Immutable and thread-safe.
 *
 * @param cache the cache
 * @param listener is told; guarded, so that it cannot break a look-up
 */
record ObservedCache(CustomerCache cache, TrueupListener listener) implements CustomerCache {

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        return told(() -> cache.read(users), distinct(users), ObservedCache::live);
    }

    @Override
    public Optional<CacheEntry> read(UserId user) {
        return told(() -> cache.read(user), 1, entry -> entry.filter(ObservedCache::isLive)
                .map(it -> 1)
                .orElse(0));
    }

    @Override
    public Optional<CustomerSnapshot> find(UserId user) {
        return told(() -> cache.find(user), 1, ObservedCache::one);
    }

    @Override
    public Optional<CustomerSnapshot> find(CustomerId customer) {
        return told(() -> cache.find(customer), 1, ObservedCache::one);
    }

    @Override
    public Optional<CustomerId> findCustomerId(UserId user) {
        return told(() -> cache.findCustomerId(user), 1, ObservedCache::one);
    }

    @Override
    public Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        return told(() -> cache.findAll(users), distinct(users), Map::size);
    }

    @Override
    public Map<CustomerId, CustomerSnapshot> findAllByCustomer(Collection<CustomerId> customers) {
        return told(() -> cache.findAllByCustomer(customers), distinct(customers), Map::size);
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        return cache.owners(customers);
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        return cache.tickets(users);
    }

    @Override
    public Ticket ticket(UserId user) {
        return cache.ticket(user);
    }

    @Override
    public PageTicket pageTicket() {
        return cache.pageTicket();
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        return cache.put(puts);
    }

    @Override
    public PutResult put(Ticket ticket, Finding finding) {
        return cache.put(ticket, finding);
    }

    @Override
    public PutResult put(Ticket ticket, CustomerSnapshot snapshot) {
        return cache.put(ticket, snapshot);
    }

    @Override
    public void invalidate(UserId user) {
        cache.invalidate(user);
    }

    private <T> T told(Supplier<T> read, int asked, ToIntFunction<T> hits) {
        long start = System.nanoTime();
        try {
            T answer = read.get();
            int found = hits.applyAsInt(answer);
            listener.cacheRead(found, asked - found, Duration.ofNanos(System.nanoTime() - start));
            return answer;
        } catch (SourceUnavailableException e) {
            listener.sourceFailed(e.source(), "read");
            throw e;
        }
    }

    private static int live(Map<UserId, CacheEntry> entries) {
        return (int) entries.values().stream().filter(ObservedCache::isLive).count();
    }

    private static boolean isLive(CacheEntry entry) {
        return entry.finding().snapshot().isPresent();
    }

    private static int one(Optional<?> found) {
        return found.isPresent() ? 1 : 0;
    }

    private static int distinct(Collection<?> asked) {
        return new HashSet<>(asked).size();
    }
}
