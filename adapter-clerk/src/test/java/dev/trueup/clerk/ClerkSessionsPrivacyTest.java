package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.clerk.backend_api.Clerk;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeSessionToken;
import dev.trueup.testkit.fake.FaultRule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No token, no part of one, no key and no answer gets into a log of any level or into an exception. */
class ClerkSessionsPrivacyTest {

    private static final String SECRET = "SECRET_CLAIM";
    private static final String BODY = "{\"keys\":[{\"kid\":\"SECRET_BODY\"}],\"errors\":[{\"message\":\"SECRET_BODY\","
            + "\"long_message\":\"SECRET_BODY\",\"code\":\"x\"}]}";

    private final SettableClock clock = SettableClock.at(Instant.parse("2026-01-31T12:00:00Z"));
    private final FakeClerk clerk =
            FakeClerk.builder().clock(clock).secretKey(Sdk.KEY).start();
    private final Recorder logged = new Recorder();

    @AfterEach
    void close() {
        logged.close();
        clerk.close();
    }

    @Test
    void aTokenIsNotLoggedWhateverIsWrongWithIt() {
        ClerkSessions sessions = sessions(Sdk.client(clerk), Duration.ofMinutes(1));
        List<Consumer<FakeSessionToken>> changes = List.of(
                token -> {},
                token -> token.algorithm("none"),
                token -> token.algorithm("HS256"),
                token -> token.header("kid", "SECRET_ID"),
                token -> token.header("typ", "SECRET_TYPE"),
                token -> token.signedBy(Tokens.KEY),
                token -> token.expiresAt(Instant.EPOCH),
                token -> token.claim("exp", "SECRET_TIME"),
                token -> token.claim("sub", "SECRET_USER\u0000"));
        for (Consumer<FakeSessionToken> change : changes) {
            String token = clerk.sessionToken("user_1", it -> change.accept(it.claim("email", SECRET)));

            sessions.authenticate("Bearer " + token);
            sessions.authenticate("Bearer " + token + "SECRET.");

            assertNothingIsLoggedOf(token);
        }
        assertThat(logged.ours()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aFailedFetchKeepsItsSecrets() {
        Map<String, Consumer<FaultRule>> faults = Map.of(
                "401", it -> it.answerBody(401, BODY),
                "404", it -> it.answerBody(404, BODY),
                "429", it -> it.answerBody(429, BODY),
                "500", it -> it.answerBody(500, BODY),
                "a set without a key", it -> it.answerBody(200, BODY),
                "a body that is no JSON", it -> it.answerBody(200, "SECRET_BODY"),
                "a body that breaks off", FaultRule::cutBody,
                "a hang", it -> it.delay(Duration.ofSeconds(2)));
        return faults.entrySet().stream()
                .map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> {
                    clerk.faults().clear();
                    fault.getValue().accept(clerk.faults().onEveryCall());
                    assertNothingIsGivenAwayBy(Sdk.client(clerk));
                }));
    }

    @Test
    void theMessageOfTheHostsClientIsNotRepeated() {
        assertNothingIsGivenAwayBy(Sdk.over(request -> {
            throw new IOException(request.headers().map() + "SECRET_BODY");
        }));
    }

    @Test
    void aFetchThatFailsLaterIsLoggedInTheSameWords() {
        ClerkSessions sessions = sessions(Sdk.client(clerk), Duration.ofMinutes(1));
        String token = clerk.sessionToken("user_1", it -> it.expiresAt(Instant.parse("2026-02-01T12:00:00Z")));
        assertThat(sessions.authenticateToken(token)).isPresent();
        clock.advance(Duration.ofHours(1));
        clerk.faults().onEveryCall().answerBody(500, BODY);

        assertThat(sessions.authenticateToken(token)).isPresent();

        assertNothingIsLoggedOf(token);
        assertThat(logged.ours()).isNotEmpty();
    }

    private void assertNothingIsGivenAwayBy(Clerk client) {
        ClerkSessions sessions = sessions(client, Duration.ofMillis(800));
        String token = clerk.sessionToken("user_1");

        Throwable first = catchThrowable(() -> sessions.authenticateToken(token));
        Throwable second = catchThrowable(() -> sessions.authenticateToken(token));

        assertThat(Stream.of(first, second).map(Recorder::trace)).allSatisfy(text -> assertInnocent(text, token));
        assertNothingIsLoggedOf(token);
    }

    private void assertNothingIsLoggedOf(String token) {
        assertThat(logged.all()).allSatisfy(event -> {
            assertInnocent(event.getFormattedMessage(), token);
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private static void assertInnocent(String text, String token) {
        assertThat(text).doesNotContain("SECRET", "Bearer", "Authorization", "user_1");
        assertThat(text).doesNotContain(token.split("\\."));
    }

    private ClerkSessions sessions(Clerk client, Duration timeout) {
        return ClerkSessions.withJwks(client).clock(clock).timeout(timeout).build();
    }
}
