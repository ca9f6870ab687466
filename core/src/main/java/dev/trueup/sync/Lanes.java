package dev.trueup.sync;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one piece of work run at a time for each key, and lets any number of callers who come while it runs share the
 * one run that begins after it. Thread-safe.
 *
 * <p>Nobody joins a run that has begun: it may have read the upstream before the change that the caller heard of.
 *
 * @param <R> what a run results in
 */
final class Lanes<R> {

    private final ConcurrentHashMap<Object, Lane<R>> lanes = new ConcurrentHashMap<>();
    private final Duration patience;

    /** Lanes whose callers wait this long for their turn at most. */
    Lanes(Duration patience) {
        this.patience = patience;
    }

    /** The result of a run of this work, or of another caller's, that began after this call. */
    R run(Object key, Supplier<R> work) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Run<R> mine = new Run<>();
            Run<R> joined = join(key, mine);
            if (joined == mine) {
                awaitTurn(key, mine, deadline);
                return lead(key, mine, work);
            }
            try {
                return await(joined.result, key, deadline);
            } catch (CancellationException e) {
                // Whoever was to run gave up before their turn: join again, and perhaps run instead.
            }
        }
    }

    private void awaitTurn(Object key, Run<R> mine, long deadline) {
        boolean given = false;
        try {
            await(mine.turn, key, deadline);
            given = true;
        } finally {
            if (!given) {
                leave(key, mine);
                mine.result.cancel(false);
            }
        }
    }

    private R lead(Object key, Run<R> mine, Supplier<R> work) {
        try {
            R result = work.get();
            mine.result.complete(result);
            return result;
        } catch (Throwable e) {
            mine.result.completeExceptionally(e);
            throw e;
        } finally {
            leave(key, mine);
        }
    }

    private Run<R> join(Object key, Run<R> mine) {
        Lane<R> lane = lanes.compute(key, (k, present) -> {
            if (present == null) {
                return new Lane<>(mine, null);
            }
            return present.next() == null ? new Lane<>(present.running(), mine) : present;
        });
        if (lane.running() == mine) {
            mine.turn.complete(mine);
            return mine;
        }
        return lane.next() == null ? mine : lane.next();
    }

    private void leave(Object key, Run<R> mine) {
        lanes.computeIfPresent(key, (k, lane) -> {
            if (lane.next() == mine) { // gave up before its turn
                return new Lane<>(lane.running(), null);
            }
            Run<R> next = lane.next();
            if (next == null) {
                return null;
            }
            next.turn.complete(next);
            return new Lane<>(next, null);
        });
    }

    private <T> T await(CompletableFuture<T> future, Object key, long deadline) {
        try {
            return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("refresh of " + key + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new SourceUnavailableException(
                    Source.STRIPE, "refresh of " + key + " still waits for an earlier one after " + patience, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(Source.STRIPE, "refresh of " + key + " was interrupted", null);
        }
    }

    /** The run that has begun and, if somebody came meanwhile, the one that will begin after it. */
    private record Lane<R>(Run<R> running, @Nullable Run<R> next) {}

    private static final class Run<R> {
        private final CompletableFuture<Run<R>> turn = new CompletableFuture<>();
        private final CompletableFuture<R> result = new CompletableFuture<>();
    }
}
