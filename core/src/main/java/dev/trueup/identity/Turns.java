package dev.trueup.identity;

import dev.trueup.model.Lease;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has work done by one instance at a time, the others waiting for their turn. Thread-safe. */
final class Turns {

    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Leases leases;
    private final Duration lease;
    private final Duration patience;

    Turns(Leases leases, Duration lease, Duration patience) {
        this.leases = leases;
        this.lease = lease;
        this.patience = patience;
    }

    /** Does the work in a turn of its own. */
    <T> T take(String whose, Supplier<T> work) {
        Lease taken = await("link " + whose);
        try {
            return work.get();
        } finally {
            release(taken);
        }
    }

    /** A lease that cannot be given back ends by itself; the work is done all the same. */
    private void release(Lease taken) {
        try {
            leases.release(taken);
        } catch (SourceUnavailableException e) {
            log.info("Could not give back {}: {}", taken.task(), e.getMessage());
        }
    }

    private Lease await(String task) {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = SHORTEST_PAUSE.toNanos();
        while (true) {
            Optional<Lease> taken = leases.acquire(task, lease);
            if (taken.isPresent()) {
                return taken.get();
            }
            // Never the same for two who wait, so that they do not come back together.
            long next = ThreadLocalRandom.current().nextLong(pause / 2, pause);
            if (next > deadline - System.nanoTime()) {
                throw new SourceUnavailableException(
                        Source.LEASES, "somebody else is busy with " + task, null, LONGEST_PAUSE);
            }
            pause(next, task);
            pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        }
    }

    private static void pause(long nanos, String task) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(Source.LEASES, "interrupted while waiting to " + task, null);
        }
    }
}
