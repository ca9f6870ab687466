package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads while the primary is away, with Stripe in its place. */
class FallbackLoaderTest {

    private final UserId ann = new UserId("user_ann");
    private final UserId bob = new UserId("user_bob");
    private final Map<UserId, CustomerSnapshot> stripe = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final FallbackHouse house = new FallbackHouse(
            FallbackHouse.NEVER, builder -> builder.loader(this::load).loadsPerSecond(3));

    private Optional<CustomerSnapshot> load(UserId user) {
        loads.incrementAndGet();
        return Optional.ofNullable(stripe.get(user));
    }

    @Test
    void aPrimaryThatWorksIsNeverReplacedByStripe() {
        assertThat(house.cache.find(ann)).isEmpty();
        assertThat(loads).hasValue(0);
    }

    @Test
    @Tag("promise:K6")
    void whatTheCopyLacksComesFromStripeAndIsKeptInTheCopy() {
        CustomerSnapshot snapshot = Customers.inVersion(ann, 1);
        stripe.put(ann, snapshot);
        house.goAway();

        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Live(snapshot), "stripe", false));
        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Live(snapshot), "memory", true));
        assertThat(house.cache.find(Customers.of(ann))).contains(snapshot);
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatWasLoadedNeverReachesThePrimary() {
        stripe.put(ann, Customers.inVersion(ann, 1));
        house.goAway();
        house.cache.find(ann);

        assertThat(house.store.find(ann)).isEmpty();
    }

    @Test
    void aUserWithoutACustomerIsAMissBecauseStripeSaidSo() {
        house.goAway();

        assertThat(house.cache.find(bob)).isEmpty();
    }

    @Test
    void aBatchIsTheCopyAndTheRestFromStripe() {
        house.sync(ann, 1);
        stripe.put(bob, Customers.inVersion(bob, 2));
        house.goAway();

        Map<UserId, CacheEntry> found = house.cache.read(List.of(ann, bob, new UserId("user_nobody")));
        assertThat(found).containsOnlyKeys(ann, bob);
        assertThat(found.get(ann)).returns("memory", CacheEntry::source).returns(true, CacheEntry::stale);
        assertThat(found.get(bob)).returns("stripe", CacheEntry::source).returns(false, CacheEntry::stale);
        assertThat(loads).hasValue(2);
    }

    @Test
    void aBatchBeyondTheLimitIsRefusedBeforeAnythingIsLoaded() {
        house.goAway();
        List<UserId> four =
                IntStream.range(0, 4).mapToObj(i -> new UserId("user_" + i)).toList();

        assertThatThrownBy(() -> house.cache.read(four)).isInstanceOfSatisfying(SourceUnavailableException.class, e -> {
            assertThat(e.source()).isEqualTo(Source.CACHE);
            assertThat(e.retryAfter()).isPresent();
        });
        assertThat(loads).hasValue(0);
    }

    @Test
    @Tag("promise:K6")
    void stripeIsAskedWithinTheLimitOnlyAndTheRestIsAnErrorNotAMiss() {
        house.goAway();
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            UserId user = new UserId("user_" + i);
            refused += catchThrowable(() -> house.cache.find(user)) instanceof SourceUnavailableException ? 1 : 0;
        }

        assertThat(refused).isEqualTo(50 - loads.get()).isPositive();
        await().ignoreExceptions().until(() -> house.cache.find(bob).isEmpty());
    }

    @Test
    void aFailureOfStripeIsToldAsSuch() {
        SourceUnavailableException failure = new SourceUnavailableException(Source.STRIPE, "is away too", null);
        FallbackHouse both = new FallbackHouse(
                FallbackHouse.NEVER,
                builder -> builder.loader(user -> {
                    throw failure;
                }));
        both.goAway();

        assertThatThrownBy(() -> both.cache.find(ann)).isSameAs(failure);
    }

    @Test
    void anotherUsersCustomerIsNeverServed() {
        FallbackHouse mistaken = new FallbackHouse(
                FallbackHouse.NEVER, builder -> builder.loader(user -> Optional.of(Customers.inVersion(bob, 1))));
        mistaken.goAway();

        assertThatThrownBy(() -> mistaken.cache.find(ann)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mistaken.cache.find(ann)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readersOfOneUserShareOneLoad() {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CustomerSnapshot snapshot = Customers.inVersion(ann, 1);
        FallbackHouse slow = new FallbackHouse(
                FallbackHouse.NEVER, builder -> builder.loadsPerSecond(1).loader(user -> {
                    loading.countDown();
                    awaitQuietly(answer);
                    return Optional.of(snapshot);
                }));
        slow.goAway();
        CompletableFuture<Optional<CustomerSnapshot>> first = CompletableFuture.supplyAsync(() -> slow.cache.find(ann));
        awaitQuietly(loading);
        // With a limit of one load, whoever does not share is refused.
        Thread second = new Thread(() -> assertThat(slow.cache.find(ann)).contains(snapshot));
        AtomicInteger failures = new AtomicInteger();
        second.setUncaughtExceptionHandler((thread, e) -> failures.incrementAndGet());
        second.start();
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
        answer.countDown();

        assertThat(first.join()).contains(snapshot);
        await().until(() -> !second.isAlive());
        assertThat(failures).hasValue(0);
    }

    @Test
    void aLoadFromBeforeARecoveryIsNotKept() {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger turn = new AtomicInteger();
        FallbackHouse slow = new FallbackHouse(
                FallbackHouse.SOON,
                builder -> builder.loader(user -> {
                    if (!user.equals(ann)) {
                        return Optional.empty();
                    }
                    if (turn.getAndIncrement() > 0) {
                        throw new SourceUnavailableException(Source.STRIPE, "is away too", null);
                    }
                    loading.countDown();
                    awaitQuietly(answer);
                    return Optional.of(Customers.inVersion(ann, 1));
                }));
        slow.goAway();
        CompletableFuture<?> old = CompletableFuture.runAsync(() -> slow.cache.find(ann));
        awaitQuietly(loading);
        slow.comeBack();
        answer.countDown();
        old.join();
        slow.goAway();

        assertThatThrownBy(() -> slow.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
