package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Many threads deliver the same events until each thread was told of each event that it is done, while workers die,
 * fail, pause for longer than their lease and lose answers. Thread-safe.
 */
final class ClaimFuzz {

    private static final int EVENTS_AT_A_TIME = 8;

    private final List<Trace> events;
    private final WebhookDeduplicator deduplicator;
    private final Duration lease;
    private final Wait wait;

    /** Lets time pass. */
    interface Wait {
        void until(Duration time) throws Exception;
    }

    ClaimFuzz(WebhookDeduplicator deduplicator, int events, Duration lease, Wait wait) {
        this.deduplicator = deduplicator;
        this.events = IntStream.range(0, events).mapToObj(Trace::new).toList();
        this.lease = lease;
        this.wait = wait;
    }

    void run(int threads, long seed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(seed + t);
                running.add(pool.submit(() -> {
                    deliverAll(random);
                    return null;
                }));
            }
            for (Future<?> it : running) {
                it.get(1, TimeUnit.MINUTES);
            }
            assertThat(events).allSatisfy(it -> assertThat(it.effects).hasPositiveValue());
        } catch (ExecutionException e) {
            throw new AssertionError("with seed " + seed, e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** What happened to one event. */
    private static final class Trace {

        final EventKey key;
        final Set<Long> epochs = ConcurrentHashMap.newKeySet();
        final AtomicLong latestEpoch = new AtomicLong();
        final AtomicInteger effects = new AtomicInteger();
        final AtomicInteger completions = new AtomicInteger();

        Trace(int number) {
            this.key = EventKey.of(Source.STRIPE, "evt_" + number);
        }
    }

    private void deliverAll(Random random) throws Exception {
        List<Trace> left = new ArrayList<>(events);
        while (!left.isEmpty()) {
            int which = random.nextInt(Math.min(EVENTS_AT_A_TIME, left.size()));
            if (isDone(left.get(which), random)) {
                left.remove(which);
            }
        }
    }

    /** One delivery; whether the event was done before it. */
    private boolean isDone(Trace event, Random random) throws Exception {
        boolean completedBefore = event.completions.get() > 0;
        String owner = Long.toHexString(random.nextLong());
        ClaimResult result = deduplicator.claim(event.key, owner, "body");
        if (result instanceof ClaimResult.Claimed claimed) {
            assertThat(completedBefore)
                    .as("%s was done before it was claimed", event.key)
                    .isFalse();
            Claim claim = claimed.claim();
            assertThat(event.epochs.add(claim.epoch()))
                    .as("epoch %d of %s is new", claim.epoch(), event.key)
                    .isTrue();
            event.latestEpoch.accumulateAndGet(claim.epoch(), Math::max);
            work(event, claim, random);
            return false;
        }
        if (result instanceof ClaimResult.Done) {
            assertThat(event.effects)
                    .as("effects of %s, which is done", event.key)
                    .hasPositiveValue();
            return true;
        }
        assertThat(result).isInstanceOf(ClaimResult.Busy.class);
        wait.until(Duration.ofMillis(2));
        return false;
    }

    private void work(Trace event, Claim claim, Random random) throws Exception {
        int fate = random.nextInt(100);
        if (fate < 10) {
            return; // dies before the effect
        }
        if (fate < 20) {
            deduplicator.release(claim, Duration.ofMillis(random.nextInt(5)));
            return;
        }
        if (fate < 30) {
            wait.until(lease.plusMillis(random.nextInt(50)));
        }
        if (fate < 35) {
            deduplicator.renew(claim);
        }
        event.effects.incrementAndGet();
        if (fate < 45) {
            return; // dies before completing
        }
        complete(event, claim);
    }

    private void complete(Trace event, Claim claim) {
        long latest = event.latestEpoch.get();
        ClaimVerdict verdict = deduplicator.complete(claim);
        if (verdict == ClaimVerdict.OK) {
            assertThat(claim.epoch()).as("epoch that completed %s", event.key).isGreaterThanOrEqualTo(latest);
            assertThat(event.completions.incrementAndGet())
                    .as("completions of %s", event.key)
                    .isEqualTo(1);
            assertThat(deduplicator.complete(claim)).as("asked again").isEqualTo(ClaimVerdict.OK);
        }
    }
}
