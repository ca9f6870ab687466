package dev.trueup.bulk;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what a census found, a batch at a time, under its ticket. Thread-safe. */
record Records(Work work, BulkEnvironment environment, PageTicket ticket) {

    /** Puts customers, of which no two carry the same user. */
    void put(List<BillingState> states) {
        List<Put> puts = new ArrayList<>(states.size());
        for (BillingState state : states) {
            UserId user = requireUser(state);
            CustomerSnapshot snapshot =
                    CustomerSnapshot.of(state, ticket.forUser(user).takenAt());
            puts.add(new Put(ticket.forUser(user), new Finding.Live(snapshot)));
        }
        List<UserId> users = puts.stream().map(put -> put.ticket().user()).toList();
        Map<UserId, CacheEntry> before =
                work.patience().ask(() -> environment.cache().read(users));
        Map<UserId, PutResult> results =
                work.patience().ask(() -> environment.cache().put(puts));
        if (results.values().stream().anyMatch(PutResult::mustReadAgain)) {
            throw new TicketLost();
        }
        BillingStore store = environment.sync().copies().store();
        if (store != null) {
            work.patience().tell(() -> store.put(puts));
        }
        for (Put put : puts) {
            UserId user = put.ticket().user();
            if (results.get(user) == PutResult.OK && !isSame(before.get(user), put.finding())) {
                work.tally().wrote(1);
            } else {
                work.tally().kept(1);
            }
        }
    }

    private static boolean isSame(@Nullable CacheEntry before, Finding now) {
        CustomerSnapshot old =
                before == null ? null : before.finding().snapshot().orElse(null);
        CustomerSnapshot fresh = now.snapshot().orElse(null);
        return old != null && fresh != null && fresh.saysTheSameAs(old);
    }

    private static UserId requireUser(BillingState state) {
        UserId user = state.customer().userId();
        if (user == null) {
            throw new IllegalArgumentException("customer " + state.customer().id() + " must carry a user");
        }
        return user;
    }

    /** The ticket of the whole run is worth nothing any more: everything has to be read again. */
    static final class TicketLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TicketLost() {
            super("the cache has lost its content, or forgets tickets (maxTicketAge) sooner than the run took");
        }
    }
}
