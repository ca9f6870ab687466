package dev.trueup;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a {@link Trueup} that was given none: few, daemons, and gone while there is nothing to do. */
final class OwnThreads {

    private static final int MAX_THREADS = 64;

    private OwnThreads() {}

    /** One thread that only says when: none until the first event, none 30 s after the last thing to do. */
    static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "trueup-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(30, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Threads for the reads that overlap: none until the first check, none 30 s after the last. When all are busy, the
     * calling thread reads by itself: that costs the overlap, and only the time limits of the adapters bound the read.
     * After the close a check is told at once that nothing can be read.
     */
    static ExecutorService executor() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon(task, "trueup-" + number.incrementAndGet()),
                (task, pool) -> {
                    if (pool.isShutdown()) {
                        throw new RejectedExecutionException("closed");
                    }
                    task.run();
                });
    }
}
