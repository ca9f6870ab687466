package dev.trueup.bulk;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.TrueupException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does something for each of many, a few side by side. What one of them cannot have done to it is noted and keeps nobody
 * else from it; when one after the other fails, a source is away, and the run waits for it or ends. Thread-safe.
 */
record OneByOne(Work work, BulkEnvironment environment) {

    /** Tries for one that fails while others do not. */
    private static final int TRIES = 3;

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** So many failures in a row are no longer about single customers. */
    private static final int IN_A_ROW = 10;

    /**
     * Does it for all.
     *
     * @param what the ids, whose string form is for the report
     * @param step what to do, which counts by itself what came of it
     */
    <T> void each(Collection<T> what, Consumer<T> step) {
        Workers workers = new Workers(environment.sync().executor(), work.halt());
        Iterator<T> left = what.iterator();
        AtomicInteger failedInARow = new AtomicInteger();
        for (int i = 0; i < Math.min(environment.settings().writers(), what.size()); i++) {
            workers.run(() -> {
                for (T next = next(left); next != null && !workers.isStopped(); next = next(left)) {
                    one(next, step, failedInARow);
                }
            });
        }
        workers.await();
    }

    private static <T> @Nullable T next(Iterator<T> left) {
        synchronized (left) {
            return left.hasNext() ? left.next() : null;
        }
    }

    private <T> void one(T it, Consumer<T> step, AtomicInteger failedInARow) {
        try {
            if (failedInARow.get() < IN_A_ROW) {
                attempt(it, step);
            } else {
                work.patience().tell(() -> step.accept(it));
            }
            failedInARow.set(0);
        } catch (TrueupException e) {
            if (failedInARow.incrementAndGet() > IN_A_ROW) {
                throw e;
            }
            work.tally().failed(it.toString(), e);
        }
    }

    private <T> void attempt(T it, Consumer<T> step) {
        for (int tries = 1; ; tries++) {
            try {
                step.accept(it);
                return;
            } catch (SourceUnavailableException e) {
                if (tries == TRIES) {
                    throw e;
                }
                Duration pause = e.retryAfter().orElse(PAUSE.multipliedBy(tries));
                work.halt().pause(pause);
                work.meter().waited(pause);
            }
        }
    }
}
