package dev.trueup.hostapp;

import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.TrueupException;
import dev.trueup.model.UserId;
import dev.trueup.sync.CustomerSync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Loads users who are not in the cache. Whoever misses a user while somebody loads them gets that load: unlike an event, a
 * miss says nothing that the load could have begun too early for. Thread-safe.
 */
final class Misses {

    private final CustomerSync sync;
    private final Duration patience;
    private final ConcurrentMap<UserId, CompletableFuture<RefreshResult>> loads = new ConcurrentHashMap<>();

    Misses(CustomerSync sync, Duration patience) {
        this.sync = sync;
        this.patience = patience;
    }

    /**
     * Loads a user's customer into the cache.
     *
     * @throws TrueupException as {@link CustomerSync#refresh(UserId)} does
     */
    RefreshResult load(UserId user) {
        CompletableFuture<RefreshResult> mine = new CompletableFuture<>();
        CompletableFuture<RefreshResult> running = loads.putIfAbsent(user, mine);
        if (running != null) {
            return awaited(user, running);
        }
        try {
            RefreshResult result = sync.refresh(user);
            mine.complete(result);
            return result;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            loads.remove(user, mine);
        }
    }

    private RefreshResult awaited(UserId user, CompletableFuture<RefreshResult> running) {
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceUnavailableException away) {
                throw away;
            }
            throw new IllegalStateException("the load of user " + user + " failed");
        } catch (TimeoutException e) {
            throw new SourceUnavailableException(Source.STRIPE, "the load of user " + user + " takes too long", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(Source.STRIPE, "the load of user " + user + " was given up", null);
        }
    }
}
