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
import java.util.Optional;
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
        Map<UserId, CustomerSnapshot> before =
                work.patience().ask(() -> environment.cache().findAll(users));
        Map<UserId, PutResult> results =
                work.patience().ask(() -> environment.cache().put(puts));
        if (results.values().stream().anyMatch(PutResult::mustReadAgain)) {
            throw new TicketLost();
        }
        BillingStore store = environment.sync().copies().store();
        if (store != null) {
            work.patience().tell(() -> store.put(puts));
        }
        long written = puts.stream()
                .filter(put -> !isSame(before.get(put.ticket().user()), put.finding()))
                .filter(put -> isOurs(put, results))
                .count();
        work.tally().wrote(written);
        work.tally().kept(puts.size() - written);
    }

    /** Whether the record is the one of this run, perhaps by an earlier try whose answer was lost. */
    private boolean isOurs(Put put, Map<UserId, PutResult> results) {
        UserId user = put.ticket().user();
        return results.get(user) == PutResult.OK
                || work.patience()
                        .ask(() -> environment.cache().read(user))
                        .map(CacheEntry::finding)
                        .equals(Optional.of(put.finding()));
    }

    private static boolean isSame(@Nullable CustomerSnapshot before, Finding now) {
        return before != null && now.snapshot().filter(before::saysTheSameAs).isPresent();
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
