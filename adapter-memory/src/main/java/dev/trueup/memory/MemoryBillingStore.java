package dev.trueup.memory;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.Put;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A billing store in the memory of this process, for tests and for trying Trueup out. Thread-safe; it starts no threads
 * and has nothing to close.
 *
 * <p>It lasts as long as the process, keeps every customer that it is given, and knows nothing of other instances. It
 * never throws {@code SourceUnavailableException}.
 */
public final class MemoryBillingStore implements BillingStore {

    private final Map<UserId, Row> rows = new ConcurrentHashMap<>();

    private MemoryBillingStore() {}

    /** An empty store. */
    public static MemoryBillingStore create() {
        return new MemoryBillingStore();
    }

    @Override
    public void put(Collection<Put> puts) {
        for (Put put : puts) {
            Row row = new Row(put.ticket().number(), put.finding());
            // Kept without a customer too, else an older finding could bring one back.
            rows.merge(put.ticket().user(), row, (known, next) -> next.ticket() < known.ticket() ? known : next);
        }
    }

    @Override
    public Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        Map<UserId, CustomerSnapshot> found = new HashMap<>();
        for (UserId user : users) {
            Optional.ofNullable(rows.get(user))
                    .flatMap(row -> row.finding().snapshot())
                    .ifPresent(it -> found.put(user, it));
        }
        return found;
    }

    private record Row(long ticket, Finding finding) {}
}
