package dev.trueup.stripe;

import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs what one call asks of Stripe, side by side if it can be, and gives up on it at the deadline. Thread-safe. */
final class Overlap {

    private static final int MOST_THREADS = 64;

    private final Executor executor;
    private final Runnable onClose;
    private final Duration timeout;

    /** Runs it in the host's executor, or in threads of its own; a call may take this long. */
    Overlap(@Nullable Executor hosts, Duration timeout) {
        this.timeout = timeout;
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

    /** A call that runs as one leg. */
    <T> T alone(String what, Function<Deadline, T> call) {
        return within(deadline -> await(what, start(() -> call.apply(deadline)), deadline));
    }

    /** A call that starts its legs by itself. Afterwards, what still runs sends no further request. */
    <T> T within(Function<Deadline, T> call) {
        Deadline deadline = new Deadline(timeout);
        try {
            return call.apply(deadline);
        } finally {
            deadline.end();
        }
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
            throw Refusal.interrupted().about(what);
        }
    }

    /** None until the first call, none 30 s after the last; when all are busy or closed, the calling thread does it. */
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
