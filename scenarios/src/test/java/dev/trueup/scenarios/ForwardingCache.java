package dev.trueup.scenarios;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import java.util.Collection;
import java.util.Map;

/** Hands every call to another cache; what is done around one of them is a subclass's. Thread-safe. */
public class ForwardingCache implements CustomerCache {

    private final CustomerCache cache;

    protected ForwardingCache(CustomerCache cache) {
        this.cache = cache;
    }

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        return cache.read(users);
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
    public PageTicket pageTicket() {
        return cache.pageTicket();
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        return cache.put(puts);
    }
}
