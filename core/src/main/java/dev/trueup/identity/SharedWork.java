package dev.trueup.identity;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets callers who come while work for the same key is under way have its result or its failure: for questions whose
 * answer does not depend on when they are asked, unlike the refresh after an event. Thread-safe.
 *
 * @param <K> what the work is for
 * @param <R> what it results in
 */
public final class SharedWork<K, R> {

    private final ConcurrentHashMap<K, CompletableFuture<R>> running = new ConcurrentHashMap<>();
    private final Source source;
    private final Duration patience;

    /**
     * Work to be shared.
     *
     * @param source as whose failure it is told when others wait in vain
     * @param patience how long they wait at most
     */
    public SharedWork(Source source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /**
     * The result of this work, or of another caller's.
     *
     * @param key what the work is for
     * @param work what to do unless somebody is doing it
     * @param lasting whether a result that was on its way before this call will do
     */
    public R run(K key, Supplier<R> work, Predicate<R> lasting) {
        CompletableFuture<R> mine = new CompletableFuture<>();
        CompletableFuture<R> first = running.putIfAbsent(key, mine);
        if (first != null) {
            R result = await(key, first);
            return lasting.test(result) ? result : work.get();
        }
        try {
            R result = work.get();
            mine.complete(result);
            return result;
        } catch (Throwable e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key, mine);
        }
    }

    private R await(K key, CompletableFuture<R> first) {
        try {
            return first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the work for " + key + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new SourceUnavailableException(source, "the work for " + key + " takes too long", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(source, "the work for " + key + " was interrupted", null);
        }
    }
}
