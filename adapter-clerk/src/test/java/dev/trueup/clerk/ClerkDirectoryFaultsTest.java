package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.clerk.backend_api.Clerk;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FaultRule;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when Clerk, the line or the host's client fails. */
class ClerkDirectoryFaultsTest {

    private static final Duration TIMEOUT = Duration.ofMillis(2_500);
    private static final Duration AT_THE_LATEST = TIMEOUT.multipliedBy(12).dividedBy(10);

    private final FakeClerk clerk = FakeClerk.start();
    private final Clerk client = Sdk.client(clerk);
    private final ClerkDirectory directory = Sdk.directory(client);
    private final ClerkDirectory hasty = hasty(client);
    private UserId user = new UserId("user_none");

    @BeforeEach
    void aUserAndAWarmConnection() {
        user = new UserId(clerk.createUser(it -> it.email("ada@example.com")));
        assertThat(directory.find(user)).isPresent();
        clerk.calls().clear();
    }

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    @Tag("promise:P3")
    void aLimitedCallIsMadeAgainWhenClerkSaidItMay() {
        everyCall(it -> it.times(1).answer(429, Duration.ofSeconds(1)));
        long start = System.nanoTime();

        assertThat(directory.find(user)).isPresent();

        assertThat(since(start)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    void aLimitThatGoesOnIsToldWithTheWaitThatClerkAskedFor() {
        everyCall(it -> it.answer(429, Duration.ofSeconds(1)));
        long start = System.nanoTime();

        SourceUnavailableException failure = failureOf(() -> directory.find(user));

        assertThat(since(start)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(clerk.calls().count()).isEqualTo(3);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(failure).hasMessage("clerk: read of " + user + " failed: the rate limit is exceeded (429)");
    }

    @Test
    void aWaitThatDoesNotFitIsToldAtOnce() {
        everyCall(it -> it.answer(429, Duration.ofSeconds(30)));
        long start = System.nanoTime();

        SourceUnavailableException failure = failureOf(() -> hasty.findAll(List.of(user)));

        assertThat(since(start)).isLessThan(TIMEOUT);
        assertThat(clerk.calls().count()).isEqualTo(1);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aLimitThatOutlastsTheDeadlineIsToldInTime() {
        everyCall(it -> it.answer(429, Duration.ofSeconds(1)));
        long start = System.nanoTime();

        SourceUnavailableException failure = failureOf(() -> hasty.find(user));

        assertThat(since(start)).isLessThan(AT_THE_LATEST);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
    }

    @Test
    void aHangAfterAFailureTellsBoth() {
        everyCall(it -> it.times(1).answer(503, Duration.ofSeconds(1)));
        Gate gate = clerk.faults().onEveryCall().afterFirst(1).hold();

        SourceUnavailableException failure = failureOf(() -> hasty.find(user));

        assertThat(failure)
                .hasMessage("clerk: read of " + user
                        + " failed: no answer within PT2.5S, and before that it was answered with status 503");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        gate.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void anErrorInsideClerkIsTriedAgain(int status) {
        everyCall(it -> it.times(2).answer(status));

        assertThat(directory.find(user)).isPresent();

        assertThat(clerk.calls().count()).isEqualTo(3);
    }

    @Test
    void anErrorThatGoesOnIsToldAfterThreeAttemptsAndNotAfterAnHour() {
        everyCall(it -> it.answer(500));

        SourceUnavailableException failure = failureOf(() -> directory.find(user));

        assertThat(clerk.calls().count()).isEqualTo(3);
        assertThat(failure).hasMessage("clerk: read of " + user + " failed: it was answered with status 500");
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void theNumberOfAttemptsIsTheHostsChoice() {
        ClerkDirectory once =
                ClerkDirectory.builder(Sdk.client(clerk)).maxAttempts(1).build();
        everyCall(it -> it.times(1).answer(503));

        failureOf(() -> once.find(user));

        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void aRefusedKeyCallsForTheOperatorAtOnce() {
        ClerkDirectory stranger = Sdk.directory(Sdk.client(clerk.baseUrl(), "sk_test_stolen"));

        assertThat(failureOf(() -> stranger.find(user)))
                .hasMessage(
                        "clerk: read of " + user + " failed: the secret key is refused (401), an operator has to act");
        assertThat(failureOf(() -> stranger.findAll(List.of(user)))).hasMessageContaining("an operator has to act");
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    @Tag("promise:P4")
    void aHangEndsAtTheDeadline() {
        Gate gate = clerk.faults().onEveryCall().hold();
        long start = System.nanoTime();

        SourceUnavailableException failure = failureOf(() -> hasty.find(user));

        assertThat(since(start)).isBetween(TIMEOUT, AT_THE_LATEST);
        assertThat(failure).hasMessage("clerk: read of " + user + " failed: no answer within PT2.5S");
        gate.release();
    }

    @Test
    void anAnswerThatDripsEndsAtTheDeadline() {
        everyCall(it -> it.dripBody(Duration.ofSeconds(20)));
        long start = System.nanoTime();

        failureOf(() -> hasty.find(user));

        assertThat(since(start)).isBetween(TIMEOUT, AT_THE_LATEST);
    }

    @Test
    void aClientThatCannotBeInterruptedIsLeftBehindAtTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        ClerkDirectory deaf = hasty(Sdk.over(request -> {
            while (never.getCount() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                Thread.interrupted();
            }
            throw new IllegalStateException("too late");
        }));
        long start = System.nanoTime();

        failureOf(() -> deaf.find(user));

        assertThat(since(start)).isBetween(TIMEOUT, AT_THE_LATEST);
        never.countDown();
    }

    @Test
    void aRequestThatRanOutOfTimeIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        ClerkDirectory slow = hasty(Sdk.over(request -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            throw new IllegalStateException("too late");
        }));

        failureOf(() -> slow.find(user));

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLostConnectionIsTriedAgain() {
        everyCall(it -> it.times(1).cutLine());

        assertThat(directory.find(user)).isPresent();
    }

    @Test
    void aConnectionThatIsLostAgainAndAgainIsAnOutage() {
        everyCall(FaultRule::cutLine);

        assertThat(failureOf(() -> directory.find(user)))
                .hasMessageMatching("clerk: read of " + user + " failed: the connection failed \\([\\w.]+\\)");
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() {
        everyCall(it -> it.times(1).cutBody());

        assertThat(directory.findAll(List.of(user))).containsOnlyKeys(user);
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    void anAnswerThatAlwaysBreaksOffIsAnOutage() {
        everyCall(FaultRule::cutBody);

        assertThat(failureOf(() -> directory.find(user))).hasMessageEndingWith("the answer broke off");
        assertThat(failureOf(() -> directory.findAll(List.of(user)))).hasMessageEndingWith("the answer broke off");
    }

    @Test
    void garbageIsNotAskedForAgain() {
        everyCall(FaultRule::answerGarbage);

        assertThat(failureOf(() -> directory.find(user))).hasMessageEndingWith("the answer cannot be understood");
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void anOutageOfOneBatchIsAnOutageOfAll() {
        List<UserId> users =
                IntStream.range(0, 150).mapToObj(i -> new UserId("user_" + i)).toList();
        everyCall(it -> it.afterFirst(1).answer(500));

        failureOf(() -> directory.findAll(users));

        assertThat(clerk.calls().count()).isEqualTo(4);
    }

    @Test
    void aClientThatFailsInAWayOfItsOwnIsAnOutage() {
        ClerkDirectory odd = Sdk.directory(Sdk.over(request -> {
            throw new UnsupportedOperationException("ada@example.com");
        }));

        assertThat(failureOf(() -> odd.find(user)))
                .hasMessage("clerk: read of " + user
                        + " failed: the call failed (java.lang.UnsupportedOperationException)");
    }

    @Test
    void aFullExecutorIsAnOutage() {
        ClerkDirectory full = ClerkDirectory.builder(Sdk.client(clerk))
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();

        assertThat(failureOf(() -> full.find(user))).hasMessageEndingWith("the executor is full or closed");
        assertThat(clerk.calls().count()).isZero();
    }

    @Test
    void anInterruptedCallerStaysInterrupted() {
        Gate gate = clerk.faults().onEveryCall().hold();
        Thread.currentThread().interrupt();

        SourceUnavailableException failure = failureOf(() -> directory.find(user));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageEndingWith("the calling thread was interrupted");
        gate.release();
    }

    @Test
    void theRecommendedClientGivesUpByItself() {
        Clerk timed = Clerk.builder()
                .serverURL(clerk.baseUrl())
                .bearerAuth(clerk.secretKey())
                .client(ClerkDirectory.httpClient(Duration.ofMillis(300)))
                .build();
        ClerkDirectory once = ClerkDirectory.builder(timed).maxAttempts(1).build();
        assertThat(once.find(user)).isPresent();
        Gate gate = clerk.faults().onEveryCall().hold();

        assertThat(failureOf(() -> once.find(user)))
                .hasMessageEndingWith("the connection failed (java.net.http.HttpTimeoutException)");
        gate.release();
    }

    private void everyCall(Consumer<FaultRule> fault) {
        fault.accept(clerk.faults().onEveryCall());
    }

    private static ClerkDirectory hasty(Clerk clerk) {
        return ClerkDirectory.builder(clerk).timeout(TIMEOUT).build();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static SourceUnavailableException failureOf(Runnable read) {
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, read::run);
        assertThat(failure).isNotNull();
        return failure;
    }
}
