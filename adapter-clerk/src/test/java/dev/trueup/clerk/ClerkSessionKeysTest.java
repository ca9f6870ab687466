package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FaultRule;
import dev.trueup.testkit.fake.Gate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How keys are fetched, and how seldom. */
class ClerkSessionKeysTest {

    private static final Optional<UserId> USER = Optional.of(new UserId("user_1"));

    private final SettableClock clock = SettableClock.at(Instant.parse("2026-01-31T12:00:00Z"));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final ClerkSessions sessions = patient().build();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        callers.shutdownNow();
        clerk.close();
    }

    @Test
    void oneFetchServesAllTokens() {
        for (int i = 0; i < 10; i++) {
            assertThat(user(token())).isEqualTo(USER);
        }

        assertThat(clerk.calls().all()).extracting(Call::path).containsExactly("/v1/jwks");
    }

    @Test
    void callersThatComeAtOnceShareOneFetch() throws Exception {
        Gate gate = clerk.faults().onEveryCall().hold();
        String token = token();
        List<Future<Optional<UserId>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(callers.submit(() -> user(token)));
        }
        gate.awaitArrived(1);
        gate.release();

        for (Future<Optional<UserId>> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(USER);
        }
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNewIsFetchedAtOnceIfTheLastFetchIsAWhileAgo() {
        user(token());
        clerk.rotateKey();
        clock.advance(Duration.ofSeconds(30));

        assertThat(user(token())).isEqualTo(USER);

        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    @Tag("promise:I8")
    void keysThatDoNotExistDoNotFloodClerk() {
        user(token());
        for (int i = 0; i < 100; i++) {
            String id = "ins_" + i;
            assertThat(user(clerk.sessionToken("user_1", it -> it.header("kid", id))))
                    .isEmpty();
        }
        assertThat(clerk.calls().count()).isEqualTo(1);

        for (int minute = 1; minute <= 3; minute++) {
            clock.advance(Duration.ofSeconds(30));
            for (int i = 0; i < 10; i++) {
                String id = "ins_" + i;
                assertThat(user(clerk.sessionToken("user_1", it -> it.header("kid", id))))
                        .isEmpty();
            }
            assertThat(clerk.calls().count()).isEqualTo(1 + minute);
        }
        assertThat(user(token())).isEqualTo(USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../users", "?x=1", "ins_1\u0000", "' or 1=1 --", "${jndi:ldap://x}", "\uD83D\uDE00"})
    void anIdOfAKeyIsOnlyCompared(String id) {
        assertThat(user(clerk.sessionToken("user_1", it -> it.header("kid", id))))
                .isEmpty();

        assertThat(clerk.calls().all()).extracting(Call::path).containsExactly("/v1/jwks");
    }

    @Test
    void whatCannotCountAnywayIsNoReasonToAskClerk() {
        assertThat(Stream.of(
                        "Bearer garbage",
                        "Bearer a.b.c",
                        "Bearer " + clerk.sessionToken("user_1", it -> it.algorithm("none")),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.algorithm("HS256")),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.algorithm("RS512")),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.header("kid", null)),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.header("kid", " ")),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.header("kid", 1)),
                        "Bearer " + clerk.sessionToken("user_1", it -> it.header("kid", List.of("ins_1")))))
                .allSatisfy(header -> assertThat(sessions.authenticate(header)).isEmpty());

        assertThat(clerk.calls().count()).isZero();
    }

    @Test
    void aForeignSignatureUnderAKnownIdIsNobody() {
        assertThat(user(clerk.sessionToken("user_1", it -> it.signedBy(Tokens.KEY))))
                .isEmpty();
    }

    @Test
    void keysAreFetchedAgainAfterAnHour() {
        String token = lastingToken();
        user(token);
        clock.advance(Duration.ofMinutes(59));
        user(token);
        assertThat(clerk.calls().count()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(1));

        assertThat(user(token)).isEqualTo(USER);
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    void aKeyThatClerkNoLongerShowsIsNotUsedForLongerThanThat() {
        String token = lastingToken();
        assertThat(user(token)).isEqualTo(USER);
        clerk.rotateKey();
        clock.advance(Duration.ofHours(1));

        assertThat(user(token)).isEmpty();
    }

    @Test
    void keysMayBeGoodForEver() {
        ClerkSessions once =
                patient().keyLifetime(Duration.ofSeconds(Long.MAX_VALUE)).build();
        once.authenticateToken(token());
        clock.advance(Duration.ofDays(3_650));

        assertThat(once.authenticateToken(token())).isEqualTo(USER);
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void othersGoOnWhileOneFetchesAnew() throws Exception {
        String token = lastingToken();
        user(token);
        clock.advance(Duration.ofHours(1));
        Gate gate = clerk.faults().onEveryCall().hold();
        Future<Optional<UserId>> first = callers.submit(() -> user(token));
        gate.awaitArrived(1);

        assertThat(user(token)).isEqualTo(USER);

        gate.release();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(USER);
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    @Tag("promise:I8")
    void oldKeysStayInUseWhileClerkCannotBeAsked() {
        String token = lastingToken();
        user(token);
        clock.advance(Duration.ofHours(2));
        everyCall(it -> it.answer(500));
        clerk.calls().clear();

        for (int i = 0; i < 5; i++) {
            assertThat(user(token)).isEqualTo(USER);
        }
        assertThat(clerk.calls().count()).as("three attempts of one fetch").isEqualTo(3);

        clock.advance(Duration.ofSeconds(30));
        clerk.faults().clear();
        assertThat(user(token)).isEqualTo(USER);
        assertThat(user(token)).isEqualTo(USER);
        assertThat(clerk.calls().count()).isEqualTo(4);
    }

    @Test
    void anUnknownKeyIsNobodysWhileClerkCannotBeAsked() {
        user(token());
        clerk.rotateKey();
        clock.advance(Duration.ofSeconds(30));
        everyCall(it -> it.answer(500));

        assertThat(user(token())).isEmpty();
    }

    @Test
    void withoutAnyKeyAnOutageIsAnException() {
        everyCall(it -> it.answer(500));

        SourceUnavailableException failure = failure();

        assertThat(failure.source()).isEqualTo(Source.CLERK);
        assertThat(failure)
                .hasMessage("clerk: read of the session keys failed: it was answered with status 500")
                .hasNoCause();
        assertThat(clerk.calls().count()).isEqualTo(3);
    }

    @Test
    void afterAFailureClerkIsLeftAloneForASecond() {
        everyCall(it -> it.answer(503));
        failure();
        clerk.calls().clear();

        for (int i = 0; i < 10; i++) {
            assertThat(failure()).hasMessage("clerk: the session keys could not be read a moment ago");
        }
        assertThat(clerk.calls().count()).isZero();

        clerk.faults().clear();
        clock.advance(Duration.ofSeconds(1));
        assertThat(user(token())).isEqualTo(USER);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 999_999_999})
    void afterALimitClerkIsLeftAloneForAsLongAsItAskedForWithinReason(int seconds) {
        everyCall(it -> it.times(1).answer(429, Duration.ofSeconds(seconds)));
        ClerkSessions hasty = patient().timeout(Duration.ofSeconds(5)).build();
        assertThat(failureOf(hasty).retryAfter()).contains(Duration.ofSeconds(seconds));
        clock.advance(Duration.ofSeconds(9));
        assertThat(failureOf(hasty).retryAfter()).contains(Duration.ofSeconds(seconds));
        assertThat(clerk.calls().count()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(seconds == 10 ? 1 : 21));

        assertThat(hasty.authenticateToken(token())).isEqualTo(USER);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepKeysForEver() {
        user(token());
        clock.advance(Duration.ofDays(-300));
        clerk.rotateKey();

        assertThat(user(token())).isEqualTo(USER);
    }

    @Test
    void aRefusedSecretKeyCallsForTheOperator() {
        ClerkSessions stranger = ClerkSessions.withJwks(Sdk.client(clerk.baseUrl(), "sk_test_stolen"))
                .clock(clock)
                .build();

        assertThat(failureOf(stranger)).hasMessageContaining("an operator has to act");
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void aHangEndsInTime() {
        Gate gate = clerk.faults().onEveryCall().hold();
        ClerkSessions hasty = patient().timeout(Duration.ofMillis(300)).build();

        assertThat(failureOf(hasty)).hasMessage("clerk: read of the session keys failed: no answer within PT0.3S");
        gate.release();
    }

    @TestFactory
    Stream<DynamicTest> aLineThatFailsOnceIsTriedAgain() {
        return Stream.<Consumer<FaultRule>>of(
                        it -> it.times(1).cutLine(), it -> it.times(1).cutBody(), it -> it.times(2)
                                .answer(502))
                .map(fault -> DynamicTest.dynamicTest("a fault", () -> {
                    clerk.faults().clear();
                    everyCall(fault);

                    assertThat(patient().build().authenticateToken(token())).isEqualTo(USER);
                }));
    }

    @Test
    void aCallerThatWasInterruptedSpoilsNothingForTheOthers() {
        Thread.currentThread().interrupt();

        SourceUnavailableException failure = failure();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageEndingWith("the calling thread was interrupted");
        assertThat(user(token())).isEqualTo(USER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "",
                "null",
                "<html>",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"ins_1\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"ins_1\",\"n\":\"!\",\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"ins_1\",\"n\":\"\",\"e\":\"\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"ins_1\",\"n\":\"3q2-7w\",\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"ins_1\",\"crv\":\"Ed25519\",\"x\":\"3q2-7w\"}]}"
            })
    void anAnswerWithoutAKeyIsNoAnswer(String body) {
        everyCall(it -> it.answerBody(200, body));

        assertThat(failure()).hasMessageStartingWith("clerk: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"use\":\"enc\"", "\"alg\":\"RS512\"", "\"kty\":\"EC\""})
    void aKeyForSomethingElseIsPassedOver(String other) {
        String member = other.substring(0, other.indexOf(':'));
        String set = keySet();
        assertThat(set).contains(member);
        everyCall(it -> it.answerBody(200, set.replaceFirst(member + ":\"\\w+\"", other)));

        assertThat(failure()).hasMessage("clerk: the answer to the read of the session keys has no key for RS256");
    }

    private ClerkSessions.Builder patient() {
        return ClerkSessions.withJwks(Sdk.client(clerk)).clock(clock).timeout(Duration.ofMinutes(1));
    }

    /** As Clerk shows it now. */
    private String keySet() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(clerk.baseUrl() + "/jwks"))
                .header("Authorization", "Bearer " + clerk.secretKey())
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void everyCall(Consumer<FaultRule> fault) {
        fault.accept(clerk.faults().onEveryCall());
    }

    private String token() {
        return clerk.sessionToken("user_1");
    }

    private String lastingToken() {
        return clerk.sessionToken("user_1", it -> it.expiresAt(clock.instant().plus(Duration.ofDays(1))));
    }

    private Optional<UserId> user(String token) {
        return sessions.authenticateToken(token);
    }

    private SourceUnavailableException failure() {
        return failureOf(sessions);
    }

    private SourceUnavailableException failureOf(ClerkSessions asked) {
        SourceUnavailableException failure =
                catchThrowableOfType(SourceUnavailableException.class, () -> asked.authenticateToken(token()));
        assertThat(failure).isNotNull();
        return failure;
    }
}
