package dev.trueup.hostapp;

import dev.trueup.hostapp.Customers.Found;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets those who miss one user at the same time share one load. Unlike an event, a miss says nothing that a load which
 * runs already could have begun too early for. Thread-safe.
 */
final class Misses {

    private final Duration patience;
    private final ConcurrentMap<UserId, CompletableFuture<Found>> loads = new ConcurrentHashMap<>();

    Misses(Duration patience) {
        this.patience = patience;
    }

    /** What the load gives or throws, or what one that runs already does. */
    Found load(UserId user, Supplier<Found> load) {
        CompletableFuture<Found> mine = new CompletableFuture<>();
        CompletableFuture<Found> running = loads.putIfAbsent(user, mine);
        if (running != null) {
            return awaited(user, running);
        }
        try {
            Found found = load.get();
            mine.complete(found);
            return found;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            loads.remove(user, mine);
        }
    }

    private Found awaited(UserId user, CompletableFuture<Found> running) {
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceUnavailableException away) {
                throw away;
            }
            if (e.getCause() instanceof HttpFailure failure) {
                throw failure;
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
