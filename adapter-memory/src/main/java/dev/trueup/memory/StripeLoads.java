package dev.trueup.memory;

import dev.failsafe.Bulkhead;
import dev.failsafe.RateLimiter;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Reads of Stripe in place of the primary, few at a time, each shared by all who ask for that user. Thread-safe. */
final class StripeLoads {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** How long a caller waits for the load that another one began; longer than a load with its retries. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Function<UserId, Optional<CustomerSnapshot>> loader;
    private final RateLimiter<Object> rate;
    private final Bulkhead<Object> room;
    private final ConcurrentMap<UserId, CompletableFuture<Optional<CustomerSnapshot>>> underWay =
            new ConcurrentHashMap<>();

    StripeLoads(Function<UserId, Optional<CustomerSnapshot>> loader, int perSecond) {
        this.loader = loader;
        this.rate = RateLimiter.burstyBuilder(perSecond, A_SECOND).build();
        // A slow Stripe must not hold more and more of the host's threads while the rate allows new loads.
        this.room = Bulkhead.of(perSecond);
    }

    /**
     * Loads users, one after the other: all of them, or none if the limits do not allow all at once.
     *
     * @return the customers of those who have one
     * @throws SourceUnavailableException if the limits are reached, or Stripe or Clerk could not be read
     */
    Map<UserId, CustomerSnapshot> load(Collection<UserId> users) {
        Map<UserId, CompletableFuture<Optional<CustomerSnapshot>>> all = new LinkedHashMap<>();
        Map<UserId, CompletableFuture<Optional<CustomerSnapshot>>> mine = new LinkedHashMap<>();
        for (UserId user : users) {
            CompletableFuture<Optional<CustomerSnapshot>> own = new CompletableFuture<>();
            CompletableFuture<Optional<CustomerSnapshot>> running = underWay.putIfAbsent(user, own);
            all.put(user, running == null ? own : running);
            if (running == null) {
                mine.put(user, own);
            }
        }
        // One's own first, and only then waiting for others': two batches cannot wait for each other.
        loadWithinLimits(mine);
        Map<UserId, CustomerSnapshot> loaded = new LinkedHashMap<>();
        all.forEach((user, pending) -> await(user, pending).ifPresent(snapshot -> loaded.put(user, snapshot)));
        return loaded;
    }

    private void loadWithinLimits(Map<UserId, CompletableFuture<Optional<CustomerSnapshot>>> mine) {
        if (mine.isEmpty()) {
            return;
        }
        try {
            if (!room.tryAcquirePermit()) {
                throw refusal(mine.size());
            }
            try {
                if (!rate.tryAcquirePermits(mine.size())) {
                    throw refusal(mine.size());
                }
                mine.forEach((user, pending) -> pending.complete(load(user)));
            } finally {
                room.releasePermit();
            }
        } catch (Throwable e) {
            mine.values().forEach(pending -> pending.completeExceptionally(e));
            throw e;
        } finally {
            mine.forEach(underWay::remove);
        }
    }

    private Optional<CustomerSnapshot> load(UserId user) {
        Optional<CustomerSnapshot> loaded = loader.apply(user);
        loaded.ifPresent(snapshot -> {
            if (!snapshot.userId().equals(user)) {
                throw new IllegalStateException(
                        "the loader was asked for user " + user + " and gave user " + snapshot.userId());
            }
        });
        return loaded;
    }

    private static Optional<CustomerSnapshot> await(
            UserId user, CompletableFuture<Optional<CustomerSnapshot>> pending) {
        try {
            return pending.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("load of user " + user + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new SourceUnavailableException(
                    Source.CACHE, "is away, and Stripe did not tell user " + user + " within " + PATIENCE, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException(
                    Source.CACHE, "is away, and the load of user " + user + " was interrupted", null);
        }
    }

    private static SourceUnavailableException refusal(int users) {
        return new SourceUnavailableException(
                Source.CACHE,
                "is away, and the limit of reads from Stripe in its place does not allow " + users + " more now",
                null,
                A_SECOND);
    }
}
