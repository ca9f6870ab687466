package dev.trueup.sync;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work once more some time after it was asked for last: an insurance, so what keeps it from being done is only
 * logged. Thread-safe.
 */
final class SecondLook {

    private static final Logger log = LoggerFactory.getLogger(SecondLook.class);

    private final Duration delay;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final Map<Object, Future<?>> pending = new ConcurrentHashMap<>();

    /**
     * A second look after this time; never if it is zero.
     *
     * @param timer says when
     * @param executor does the work
     */
    SecondLook(Duration delay, ScheduledExecutorService timer, Executor executor) {
        this.delay = delay;
        this.timer = timer;
        this.executor = executor;
    }

    /** Has this done after the delay, instead of what was to be done for the same key. */
    void schedule(Object key, Runnable work) {
        if (!delay.isZero()) {
            pending.compute(key, (k, earlier) -> replaced(k, earlier, work));
        }
    }

    private @Nullable Future<?> replaced(Object key, @Nullable Future<?> earlier, Runnable work) {
        if (earlier != null) {
            earlier.cancel(false);
        }
        try {
            return timer.schedule(() -> begin(key, work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // closed
        }
    }

    private void begin(Object key, Runnable work) {
        pending.remove(key);
        try {
            executor.execute(() -> look(key, work));
        } catch (RejectedExecutionException e) {
            log.debug("No second look at {}: closed", key);
        }
    }

    private static void look(Object key, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("The second look at {} failed with {}", key, e.getClass().getName());
        }
    }
}
