package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A remote cache whose troubles a test switches on and off. */
final class SwitchablePrimary implements CustomerCache {

    /** What the store does. */
    enum Mode {
        /** Answers everything. */
        WORKS,
        /** Answers reads and refuses writes, as a replica does. */
        READ_ONLY,
        /** Answers nothing. */
        AWAY
    }

    private final CustomerCache store;
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<Hold> readHolds = new ConcurrentLinkedQueue<>();
    private final Queue<Hold> writeHolds = new ConcurrentLinkedQueue<>();
    private volatile Mode mode = Mode.WORKS;
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);

    SwitchablePrimary(CustomerCache store) {
        this.store = store;
    }

    /** A call that waits: a read when it has its answer already, a write before it is carried out. */
    static final class Hold {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        void awaitReached() {
            await(reached);
        }

        void release() {
            released.countDown();
        }

        private void pass() {
            reached.countDown();
            await(released);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("waited in vain");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    void set(Mode other) {
        mode = other;
        writesLeft.set(Integer.MAX_VALUE);
    }

    /** Works again, but is away after so many writes. */
    void workForWrites(int number) {
        writesLeft.set(number);
        mode = Mode.WORKS;
    }

    Hold holdNextRead() {
        Hold hold = new Hold();
        readHolds.add(hold);
        return hold;
    }

    Hold holdNextWrite() {
        Hold hold = new Hold();
        writeHolds.add(hold);
        return hold;
    }

    /** How many calls have reached this cache. */
    int calls() {
        return calls.get();
    }

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        return answered(() -> store.read(users));
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        return answered(() -> store.owners(customers));
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        return written(() -> store.tickets(users));
    }

    @Override
    public PageTicket pageTicket() {
        return written(store::pageTicket);
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        return written(() -> store.put(puts));
    }

    private <T> T answered(Supplier<T> read) {
        calls.incrementAndGet();
        if (mode == Mode.AWAY) {
            throw away();
        }
        T answer = read.get();
        Hold hold = readHolds.poll();
        if (hold != null) {
            hold.pass();
        }
        return answer;
    }

    private <T> T written(Supplier<T> write) {
        calls.incrementAndGet();
        Hold hold = writeHolds.poll();
        if (hold != null) {
            hold.pass();
        }
        if (mode == Mode.WORKS && writesLeft.getAndDecrement() <= 0) {
            mode = Mode.AWAY;
        }
        if (mode != Mode.WORKS) {
            throw away();
        }
        return write.get();
    }

    private static SourceUnavailableException away() {
        return new SourceUnavailableException(Source.CACHE, "the test switched it off", null);
    }
}
