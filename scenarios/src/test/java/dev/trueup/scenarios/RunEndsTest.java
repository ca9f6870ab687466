package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.BulkRun;
import dev.trueup.bulk.BulkSettings;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.UserId;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How rebuilds end that cannot go on, and that they can be resumed. */
@Timeout(300)
class RunEndsTest {

    private static final int SIZE = 400;
    private static final BulkSettings SETTINGS =
            BulkSettings.DEFAULT.withLease(Duration.ofSeconds(1)).withPatience(Duration.ofSeconds(2));

    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:B9")
    void aRunEndsWhenStripeIsAwayAndIsResumedWhenItIsBack() throws InterruptedException {
        try (House house = house(SETTINGS)) {
            stripe.faults().on("GET", "/v1/customers").afterFirst(2).answer(503);
            RunReport failed = house.trueup.bulk().rebuild().await();

            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(failed.error()).startsWith("stripe is away");

            stripe.faults().clear();
            int before = stripe.calls().count("GET", "/v1/subscriptions");
            RunReport resumed = house.trueup.bulk().resume(RunKind.REBUILD).await();

            assertThat(resumed.id()).isEqualTo(failed.id());
            assertThat(resumed.error()).isNull();
            assertThat(stripe.calls().count("GET", "/v1/subscriptions")).isEqualTo(before);
            assertRebuilt(house, resumed);
        }
    }

    @Test
    void aRunEndsWhenClerkIsAwayAndIsResumedWhenItIsBack() throws InterruptedException {
        try (House house = house(SETTINGS)) {
            clerk.faults().onMatching("GET", "/v1/users").answer(503);
            RunReport failed = house.trueup.bulk().rebuild().await();

            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(failed.error()).startsWith("clerk is away");

            clerk.faults().clear();
            assertRebuilt(house, house.trueup.bulk().resume(RunKind.REBUILD).await());
        }
    }

    @Test
    @Tag("promise:B9")
    void aCustomerWhoCannotBeReadStopsNobodyElse() throws InterruptedException {
        String user = Population.user(7);
        try (House house = house(SETTINGS)) {
            assertRebuilt(house, house.trueup.bulk().rebuild().await());
            stripe.deleteCustomer(Population.customer(7));
            stripe.updateCustomer(Population.customer(8), it -> it.name("Another Name"));
            stripe.faults().on("GET", "/v1/customers/" + Population.customer(7)).answer(500);
            RunReport report = house.trueup.bulk().rebuild().await();

            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.failures()).extracting(RunFailure::id).contains(user);
            assertThat(wrong(house)).containsOnlyKeys(user);

            stripe.faults().clear();
            assertRebuilt(house, house.trueup.bulk().rebuild().await());
        }
    }

    @Test
    void aCancelledRunIsInterruptedAndResumed() throws InterruptedException {
        try (House house = house(SETTINGS)) {
            BulkRun run;
            try (Gate gate = stripe.faults()
                    .onMatching("GET", "/v1/customers")
                    .afterFirst(1)
                    .holdAnswer()) {
                run = house.trueup.bulk().rebuild();
                gate.awaitArrived(1, Duration.ofSeconds(30));
                run.cancel();
            }
            RunReport cancelled = run.await();

            assertThat(cancelled.state()).isEqualTo(RunState.INTERRUPTED);
            assertThat(cancelled.remarks()).contains("stopped: it was cancelled");

            stripe.faults().clear();
            RunReport resumed = house.trueup.bulk().resume(RunKind.REBUILD).await();

            assertThat(resumed.id()).isEqualTo(cancelled.id());
            // What was under way is read again and nothing else.
            assertThat(stripe.calls().count("GET", "/v1/customers")).isEqualTo(SIZE / 100 + 1);
            assertRebuilt(house, resumed);
        }
    }

    @Test
    void aRunThatIsTooOldBeginsAgainAndSaysSo() throws InterruptedException {
        try (House house = house(SETTINGS.withResumeWithin(Duration.ofNanos(1_000)))) {
            stripe.faults().on("GET", "/v1/customers").afterFirst(2).answer(503);
            RunReport failed = house.trueup.bulk().rebuild().await();
            assertThat(failed.state()).isEqualTo(RunState.FAILED);

            stripe.faults().clear();
            clerk.calls().clear();
            stripe.calls().clear();
            RunReport resumed = house.trueup.bulk().resume(RunKind.REBUILD).await();

            assertThat(resumed.remarks())
                    .contains("began again: the first part is too old, or the cache has lost its content");
            assertThat(stripe.calls().count("GET", "/v1/customers")).isEqualTo(SIZE / 100);
            assertRebuilt(house, resumed);
        }
    }

    @Test
    void aFlushBeforeRecordsArePutFailsTheRun() throws InterruptedException {
        flushAt("/v1/subscriptions");
    }

    @Test
    void aFlushAfterRecordsWerePutFailsTheRun() throws InterruptedException {
        flushAt("/v1/events");
    }

    /** A flush takes the lease, the journal and the log of runs as well. */
    private void flushAt(String list) throws InterruptedException {
        Population.of(clerk, stripe, SIZE);
        clock.set(Instant.now());
        try (RedisProcess redis = RedisServer.start();
                House house = new House(Place.of(redis, "flushed", clerk, stripe), fittings(SETTINGS))) {
            BulkRun run;
            try (Gate gate = stripe.faults().onMatching("GET", list).times(1).holdAnswer()) {
                run = house.trueup.bulk().rebuild();
                gate.awaitArrived(1, Duration.ofSeconds(30));
                flush(redis);
            }
            RunReport failed = run.await();

            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(failed.error()).startsWith("the cache has lost its content");

            RunReport resumed = house.trueup.bulk().resume(RunKind.REBUILD).await();
            assertThat(resumed.remarks()).anyMatch(it -> it.startsWith("began again"));
            assertRebuilt(house, resumed);
        }
    }

    private static void flush(RedisProcess redis) {
        RedisClient client = RedisClient.create(redis.uri());
        try {
            client.connect().sync().flushall();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private House house(BulkSettings settings) {
        Population.of(clerk, stripe, SIZE);
        clock.set(Instant.now());
        Place place = Place.of(RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe);
        return new House(place, fittings(settings));
    }

    private static Fittings fittings(BulkSettings settings) {
        return Fittings.DEFAULT
                .withBulk(settings)
                .withTimeout(Duration.ofSeconds(5))
                .withCacheTimeout(Duration.ofSeconds(5));
    }

    private void assertRebuilt(House house, RunReport report) {
        assertThat(report.state()).as(report.toString()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.counts().failed()).isZero();
        assertThat(wrong(house)).isEmpty();
        assertThat(house.trueup.bulk().find(report.id()).map(RunReport::state)).contains(RunState.SUCCEEDED);
        assertThat(house.cache.findCustomerId(new UserId(Population.user(SIZE / 2))))
                .isPresent();
    }

    private Map<String, String> wrong(House house) {
        return Truth.wrong(
                stripe,
                clerk,
                house.cache::findAll,
                IntStream.range(0, SIZE).mapToObj(Population::user).collect(Collectors.toSet()));
    }
}
