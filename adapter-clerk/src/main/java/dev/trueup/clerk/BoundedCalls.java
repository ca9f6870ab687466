package dev.trueup.clerk;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes calls to Clerk end in time, makes them again where that may help, and types every failure. Thread-safe. */
final class BoundedCalls {

    private static final Logger log = LoggerFactory.getLogger(BoundedCalls.class);

    /** At 200 ms a request these make 160 a second, and Clerk allows 100. */
    private static final int OWN_THREADS = 32;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Executor executor;
    private final Duration timeout;
    private final int maxAttempts;
    private final Turns turns;

    BoundedCalls(Executor executor, Duration timeout, int maxAttempts, Turns turns) {
        this.executor = executor;
        this.timeout = timeout;
        this.maxAttempts = maxAttempts;
        this.turns = turns;
    }

    static Duration requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive but is " + duration);
        }
        return duration;
    }

    /** Threads that come with the first call and are gone 30 s after the last one, so that nobody has to close them. */
    static Executor ownThreads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                OWN_THREADS, OWN_THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "trueup-clerk-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * What the call answers, sooner or later than at its first attempt, but in time.
     *
     * @param what the call and the ids that it is about, for messages
     * @throws SourceUnavailableException if it does not
     */
    <T> T answer(String what, Supplier<T> call) {
        long deadline = System.nanoTime() + timeout.toNanos();
        AtomicReference<@Nullable Failure> before = new AtomicReference<>();
        FutureTask<T> task = new FutureTask<>(
                () -> Failsafe.with(this.<T>retries(what, deadline, before)).get(() -> attempt(call)));
        try {
            executor.execute(task);
            return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw unavailable(what, Failure.of(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (TimeoutException e) {
            throw unavailable(what, Failure.late(timeout, before.get()));
        } catch (RejectedExecutionException e) {
            throw unavailable(what, new Failure("the executor is full or closed", true, null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, new Failure("the calling thread was interrupted", true, null));
        } finally {
            task.cancel(true);
        }
    }

    private <T> T attempt(Supplier<T> call) throws InterruptedException {
        turns.await();
        try {
            return call.get();
        } catch (RuntimeException e) {
            turns.failed(Failure.of(e));
            throw e;
        }
    }

    private <T> RetryPolicy<T> retries(String what, long deadline, AtomicReference<@Nullable Failure> before) {
        return RetryPolicy.<T>builder()
                .handleIf((Throwable e) -> isWorthAnotherAttempt(Failure.of(e), deadline))
                .withMaxAttempts(maxAttempts)
                .withDelayFn(BoundedCalls::pause)
                .onRetryScheduled(next -> {
                    Failure failure = Failure.of(next.getLastException());
                    before.set(failure);
                    if (failure.retryAfter() != null) {
                        turns.waits(next.getDelay());
                    }
                    log.debug("{} is made again in {}: {}", what, next.getDelay(), failure.reason());
                })
                .build();
    }

    private static boolean isWorthAnotherAttempt(Failure failure, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return failure.mayPass() && failure.pause().compareTo(left) < 0;
    }

    /** Twice as long after each attempt and never the same for two callers, on top of what Clerk asked for. */
    private static Duration pause(ExecutionContext<?> context) {
        long most = FIRST_PAUSE.toNanos() << (context.getAttemptCount() - 1);
        return Failure.of(context.getLastException())
                .pause()
                .plusNanos(ThreadLocalRandom.current().nextLong(most / 2, most));
    }

    /** Without a cause: the SDK's exceptions carry the body, the headers and the request with its key. */
    private static SourceUnavailableException unavailable(String what, Failure failure) {
        return new SourceUnavailableException(
                Source.CLERK, what + " failed: " + failure.reason(), null, failure.retryAfter());
    }
}
