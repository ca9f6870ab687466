package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.CallMeter;
import dev.trueup.testkit.fake.FakeClerk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work in the background keeps to its share of the requests and behind live ones. */
class ClerkLimitsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final UserId USER = new UserId("user_1");

    private final FakeClerk clerk = FakeClerk.start();
    private final CallMeter meter = new CallMeter();

    ClerkLimitsTest() {
        clerk.createUser(user -> user.id(USER.value()));
    }

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    @Tag("promise:P13")
    void theBackgroundComesEvenlyAtItsShare() throws Exception {
        Turns turns = ClerkLimits.of(100, SECOND).withBackgroundShare(0.5).background(meter);
        long begun = System.nanoTime();

        for (int i = 0; i < 26; i++) {
            turns.await();
        }

        assertThat(since(begun)).isBetween(Duration.ofMillis(490), Duration.ofSeconds(5));
        assertThat(meter.calls()).isEqualTo(26);
        assertThat(meter.waited()).isBetween(Duration.ofMillis(450), since(begun));
    }

    @Test
    void halfOfTheDocumentedLimitsIsForTheBackgroundByDefault() throws Exception {
        long begun = System.nanoTime();
        Turns production = ClerkLimits.production().background(meter);
        for (int i = 0; i < 11; i++) {
            production.await();
        }
        assertThat(since(begun)).isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));

        begun = System.nanoTime();
        Turns development = ClerkLimits.development().background(meter);
        for (int i = 0; i < 3; i++) {
            development.await();
        }
        assertThat(since(begun)).isBetween(Duration.ofMillis(390), Duration.ofSeconds(5));
    }

    @Test
    @Tag("promise:P14")
    void liveRequestsNeverWaitAndHoldTheBackgroundBackForASecondOrTwo() throws Exception {
        ClerkLimits limits = ClerkLimits.of(10, SECOND);
        Turns live = limits.live();
        long begun = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            live.await();
        }
        assertThat(since(begun)).isLessThan(Duration.ofMillis(900));

        limits.background(meter).await();

        assertThat(since(begun)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
        assertThat(meter.waited()).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void whatClerkAllowsIsNotExceededBesideLiveRequests() throws Exception {
        clerk.faults().limitRate(1_000, 60, SECOND);
        ClerkDirectory directory = Sdk.patient(Sdk.client(clerk))
                .limits(ClerkLimits.of(50, SECOND))
                .build();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> reads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                reads.add(callers.submit(() -> directory.pages().oneByOne(meter).find(USER)));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(directory.find(USER)).isPresent();
            }
            for (Future<?> read : reads) {
                read.get();
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(clerk.faults().refusedByRateLimit()).isZero();
        assertThat(meter.calls()).isEqualTo(50);
        assertThat(meter.waited()).isPositive();
    }

    @Test
    @Tag("promise:P13")
    void aRetryAfterHaltsTheWholeBackground() throws Exception {
        ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));
        clerk.faults().onEveryCall().times(1).answer(429, SECOND);
        ClerkDirectory hasty =
                ClerkDirectory.builder(Sdk.client(clerk)).maxAttempts(1).build();
        long begun = System.nanoTime();

        assertLimited(() -> hasty.pages().count(meter));
        assertThat(hasty.find(USER)).as("live").isPresent();
        assertThat(since(begun)).isLessThan(SECOND);
        assertThat(directory.pages().count(meter)).as("of another instance").isEqualTo(1);
        assertThat(since(begun)).isLessThan(SECOND);
        assertThat(hasty.pages().count(meter)).isEqualTo(1);

        assertThat(since(begun)).isGreaterThanOrEqualTo(SECOND);
        assertThat(meter.waited()).isBetween(Duration.ofMillis(100), since(begun));
    }

    @Test
    void aLiveRequestThatClerkLimitsHaltsTheBackgroundToo() {
        ClerkDirectory directory = Sdk.patient(Sdk.client(clerk)).maxAttempts(1).build();
        clerk.faults().onEveryCall().times(1).answer(429, SECOND);
        long begun = System.nanoTime();

        assertLimited(() -> directory.find(USER));
        directory.pages().count(meter);

        assertThat(since(begun)).isGreaterThanOrEqualTo(SECOND);
    }

    @Test
    void everyTryIsCountedAndTheWaitForClerkToo() {
        clerk.faults().onEveryCall().times(1).answer(429, SECOND);
        clerk.faults().onEveryCall().times(1).answer(503);

        assertThat(Sdk.directory(Sdk.client(clerk)).pages().count(meter)).isEqualTo(1);

        assertThat(meter.calls()).isEqualTo(3).isEqualTo(clerk.calls().count());
        assertThat(meter.waited()).isGreaterThanOrEqualTo(SECOND);
    }

    @Test
    void aTurnThatDoesNotComeInTimeIsAnOutage() {
        ClerkDirectory directory = ClerkDirectory.builder(Sdk.client(clerk))
                .limits(ClerkLimits.of(1, Duration.ofSeconds(10)))
                .backgroundTimeout(Duration.ofSeconds(2))
                .build();
        directory.pages().count(meter);
        long begun = System.nanoTime();

        assertThatThrownBy(() -> directory.pages().count(meter))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("clerk: count of users failed: no answer within PT2S");

        assertThat(since(begun)).isLessThan(Duration.ofMillis(2_400));
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> ClerkLimits.of(0, SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClerkLimits.of(1_001, SECOND)).isInstanceOf(IllegalArgumentException.class);
        for (double share : new double[] {-1, 0, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> ClerkLimits.production().withBackgroundShare(share))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ClerkDirectory.builder(Sdk.client(clerk)).backgroundTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertLimited(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.retryAfter())
                        .contains(SECOND));
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
