package dev.trueup.stripe;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the reads of one call side by side, and gives up on them at its deadline. Thread-safe. */
final class Overlap {

    private static final int MOST_THREADS = 64;

    private final Executor executor;
    private final Runnable onClose;

    /** Runs the reads in the host's executor, or in threads of its own. */
    Overlap(@Nullable Executor hosts) {
        if (hosts == null) {
            ExecutorService own = ownThreads();
            this.executor = own;
            this.onClose = own::shutdown;
        } else {
            this.executor = hosts;
            this.onClose = () -> {};
        }
    }

    /** Gives up the threads, if they are its own. */
    void close() {
        onClose.run();
    }

    <T> CompletableFuture<T> start(Supplier<T> leg) {
        try {
            return CompletableFuture.supplyAsync(leg, executor);
        } catch (RejectedExecutionException e) { // the host's executor is full or closed: only the overlap is lost
            return CompletableFuture.supplyAsync(leg, Runnable::run);
        }
    }

    static <T> T await(String what, CompletableFuture<T> leg, Deadline deadline) {
        try {
            return leg.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceUnavailableException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw Refusal.unintelligible().about(what);
        } catch (TimeoutException e) {
            throw Refusal.late(deadline.timeout()).about(what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(Source.STRIPE, what + " could not be read: interrupted", null);
        }
    }

    /** None until the first read, none 30 s after the last; when all are busy or closed, the calling thread reads. */
    private static ExecutorService ownThreads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "trueup-stripe-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> task.run());
    }
}
