package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who waits for whom. */
class StripeLimitsTest {

    private static final Endpoint CUSTOMERS = Endpoint.get("/v1/customers");
    private static final Endpoint SUBSCRIPTIONS = Endpoint.get("/v1/subscriptions");
    private static final Refusal TOO_MANY = new Refusal("too many requests", Refusal.Kind.TOO_MANY, null);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CallMeter meter = new CallMeter();

    @Test
    @Tag("promise:P13")
    void bulkWorkIsSpreadOverItsShare() throws Exception {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(40).overall(400).share(0.5).build(); // 50 ms apart

        Duration took = inBackground(limits, 4, 21, CUSTOMERS);

        assertThat(took).isBetween(Duration.ofMillis(950), Duration.ofSeconds(5));
        assertThat(meter.calls()).isEqualTo(21);
        assertThat(meter.waited()).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    @Tag("promise:P13")
    void theLimitOverAllHoldsForAllEndpoints() throws Exception {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(400).overall(20).share(1).build(); // 50 ms apart

        Duration took = inBackground(limits, 4, 21, CUSTOMERS, SUBSCRIPTIONS);

        assertThat(took).isBetween(Duration.ofMillis(950), Duration.ofSeconds(5));
    }

    @Test
    void aLiveRequestTakesThePlaceOfOneOfBulkWork() {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(10).overall(1_000).share(1).build(); // 100 ms apart
        Lane background = limits.background(meter);

        live(limits, 6, CUSTOMERS);
        enter(background, SUBSCRIPTIONS);
        Duration onAnotherEndpoint = meter.waited();
        enter(background, CUSTOMERS);

        assertThat(onAnotherEndpoint).isLessThan(Duration.ofMillis(400));
        assertThat(meter.waited().minus(onAnotherEndpoint)).isGreaterThan(Duration.ofMillis(350));
    }

    @Test
    void aLiveRequestTakesAPlaceOverAllToo() {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(1_000).overall(10).share(1).build();

        live(limits, 6, CUSTOMERS);
        enter(limits.background(meter), SUBSCRIPTIONS);

        assertThat(meter.waited()).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    void aBurstOfLiveRequestsWaitsForNothingAndHoldsBulkWorkBackForASecond() {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(10).overall(1_000).share(1).build();
        long began = System.nanoTime();

        live(limits, 500, CUSTOMERS);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5)); // and not 50
        enter(limits.background(meter), CUSTOMERS);
        assertThat(meter.waited()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
    }

    @Test
    void aTurnThatWouldComeTooLateIsNotWaitedFor() {
        StripeLimits limits = StripeLimits.builder().perEndpoint(1).share(0.01).build(); // 100 s apart
        Lane background = limits.background(meter);
        enter(background, CUSTOMERS);

        Refusal refusal = background.enter(CUSTOMERS, new Deadline(LONG));

        assertThat(refusal).isEqualTo(Refusal.noTurn(LONG, Duration.ZERO));
        assertThat(meter.calls()).isEqualTo(1);
        assertThat(meter.waited()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void afterARefusalAllBulkWorkHoldsStillAndLiveRequestsDoNot() {
        StripeLimits limits =
                StripeLimits.builder().perEndpoint(1_000).overall(10_000).build();
        long began = System.nanoTime();

        limits.live().heard(TOO_MANY);
        live(limits, 3, SUBSCRIPTIONS);
        Duration live = Duration.ofNanos(System.nanoTime() - began);
        enter(limits.background(meter), SUBSCRIPTIONS);

        assertThat(live).isLessThan(Duration.ofMillis(900));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(meter.waited()).isGreaterThanOrEqualTo(Duration.ofSeconds(1).minus(live));
    }

    @Test
    void theHoldDoublesWithEachRefusalInARowAndNotWithinABurst() {
        Turns turns = new Turns(Duration.ofMillis(1), Duration.ofMillis(1));

        turns.hold(null);
        turns.hold(null);
        turns.hold(Duration.ZERO);
        assertThat(turns.held()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        awaitTurn(turns);
        turns.hold(null);
        assertThat(turns.held()).isBetween(Duration.ofMillis(1_001), Duration.ofSeconds(2));
    }

    @Test
    void aRequestThatIsAnsweredAfterAHoldEndsTheRow() {
        Turns turns = new Turns(Duration.ofMillis(1), Duration.ofMillis(1));

        turns.hold(null);
        turns.goOn(); // sent before the hold
        awaitTurn(turns);
        turns.goOn();
        turns.hold(null);

        assertThat(turns.held()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
    }

    @Test
    void howLongStripeAsksToWaitCountsUpToFiveMinutes() {
        Turns turns = new Turns(Duration.ofMillis(1), Duration.ofMillis(1));

        turns.hold(Duration.ofSeconds(20));
        turns.hold(Duration.ofSeconds(3));
        assertThat(turns.held()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        turns.hold(Duration.ofDays(11));
        assertThat(turns.held()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void whatIsNoLimitIsRefused() {
        StripeLimits.Builder builder = StripeLimits.builder();

        for (double share : new double[] {0, -0.5, 1.01, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder.share(share));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder.perEndpoint(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.overall(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.monthlyReads(0));
    }

    private static void live(StripeLimits limits, int count, Endpoint endpoint) {
        for (int i = 0; i < count; i++) {
            enter(limits.live(), endpoint);
        }
    }

    private static void enter(Lane lane, Endpoint endpoint) {
        assertThat(lane.enter(endpoint, new Deadline(LONG))).isNull();
    }

    private static void awaitTurn(Turns turns) {
        try {
            assertThat(turns.await(CUSTOMERS, new Deadline(LONG))).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Duration inBackground(StripeLimits limits, int workers, int count, Endpoint... endpoints) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            long began = System.nanoTime();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Endpoint endpoint = endpoints[i % endpoints.length];
                all.add(() -> {
                    enter(limits.background(meter), endpoint);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
            return Duration.ofNanos(System.nanoTime() - began);
        } finally {
            threads.shutdownNow();
        }
    }
}
