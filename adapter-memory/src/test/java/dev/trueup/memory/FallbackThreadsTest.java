package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.memory.SwitchablePrimary.Mode;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.CacheEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads read while the primary goes away and comes back. */
class FallbackThreadsTest {

    private static final int OUTAGES = 40;
    private static final int READERS = 4;

    private final UserId ann = new UserId("user_ann");
    private final AtomicInteger recoveries = new AtomicInteger();
    private final FallbackHouse house = new FallbackHouse(
            FallbackHouse.SOON, builder -> builder.onRecovery(touched -> recoveries.incrementAndGet()));

    /** What every read that begins now has to show, or something newer. */
    private final AtomicLong floor = new AtomicLong();

    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    @Tag("promise:K8")
    void nothingFromBeforeAnOutageIsServedAfterIt() throws Exception {
        house.sync(ann, 0);
        ExecutorService pool = Executors.newFixedThreadPool(READERS);
        List<Future<?>> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                readers.add(pool.submit(this::readUntilOver));
            }
            for (long version = 1; version <= OUTAGES; version++) {
                outageWithAChange(version);
            }
        } finally {
            over.set(true);
            pool.shutdown();
        }
        for (Future<?> reader : readers) {
            reader.get(1, TimeUnit.MINUTES);
        }
        assertThat(stale).as("stale reads, without which this shows nothing").hasPositiveValue();
        assertThat(recoveries).hasValue(OUTAGES);
    }

    private void outageWithAChange(long version) {
        house.cache.find(ann);
        house.primary.set(Mode.AWAY);
        int staleBefore = stale.get();
        do {
            refuseOneWrite();
        } while (!house.cache.isAway() || stale.get() == staleBefore);
        house.syncElsewhere(ann, version);
        house.comeBack();
        // Somebody else's change is seen from the recovery on, whether the primary or a later copy answers.
        floor.set(version);
    }

    private void refuseOneWrite() {
        try {
            house.cache.ticket(ann);
        } catch (SourceUnavailableException expected) {
            Thread.onSpinWait();
        }
    }

    private void readUntilOver() {
        while (!over.get()) {
            long least = floor.get();
            try {
                Optional<CacheEntry> entry = house.cache.read(ann);
                long version = entry.flatMap(it -> it.finding().snapshot())
                        .map(Customers::version)
                        .orElse(-1L);
                assertThat(version).isGreaterThanOrEqualTo(least);
                if (entry.orElseThrow().stale()) {
                    stale.incrementAndGet();
                }
            } catch (SourceUnavailableException nobodyCouldBeAsked) {
                Thread.onSpinWait();
            }
        }
    }
}
