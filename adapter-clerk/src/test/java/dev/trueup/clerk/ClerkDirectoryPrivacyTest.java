package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.clerk.backend_api.Clerk;
import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FaultRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

/** What goes wrong is told without personal data, keys, headers and bodies, in exceptions as in logs of any level. */
class ClerkDirectoryPrivacyTest {

    private static final String EMAIL = "ada@example.com";
    private static final String NAME = "Lovelace";
    private static final String BODY = "{\"errors\":[{\"code\":\"x\",\"message\":\"" + EMAIL + "\",\"long_message\":\""
            + NAME + "\"}],\"trace\":\"SECRET_BODY\"}";

    private final FakeClerk clerk = FakeClerk.builder().secretKey(Sdk.KEY).start();
    private final UserId user =
            new UserId(clerk.createUser(it -> it.email(EMAIL).lastName(NAME)));
    private final Recorder logged = new Recorder();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void close() {
        root.setLevel(level);
        root.detachAppender(logged);
        clerk.close();
    }

    @TestFactory
    Stream<DynamicTest> aFailureKeepsItsSecrets() {
        Map<String, Consumer<FaultRule>> faults = Map.of(
                "400", it -> it.answerBody(400, BODY),
                "401", it -> it.answerBody(401, BODY),
                "404", it -> it.answerBody(404, BODY),
                "422", it -> it.answerBody(422, BODY),
                "429", it -> it.answerBody(429, BODY),
                "500", it -> it.answerBody(500, BODY),
                "a body of another shape", it -> it.answerBody(200, BODY),
                "a body that is no JSON", it -> it.answerBody(200, EMAIL + " " + NAME + " SECRET_BODY"),
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
            throw new IOException(request.headers().map() + EMAIL + NAME + " SECRET_BODY");
        }));
    }

    @Test
    void aSuccessIsNotLoggedAtAll() {
        assertThat(Sdk.directory(Sdk.client(clerk)).find(user)).isPresent();

        assertThat(ours()).isEmpty();
    }

    private void assertNothingIsGivenAwayBy(Clerk client) {
        ClerkDirectory directory =
                ClerkDirectory.builder(client).timeout(Duration.ofMillis(800)).build();

        Throwable one = catchThrowable(() -> directory.find(user));
        Throwable many = catchThrowable(() -> directory.findAll(List.of(user)));

        assertThat(Stream.of(trace(one), trace(many)))
                .allSatisfy(text -> assertThat(text).contains(user.value()))
                .allSatisfy(ClerkDirectoryPrivacyTest::assertInnocent);
        assertThat(List.copyOf(logged.events)).allSatisfy(event -> {
            assertInnocent(event.getFormattedMessage());
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private List<ILoggingEvent> ours() {
        return logged.events.stream()
                .filter(event -> event.getLoggerName().startsWith("dev.trueup.clerk"))
                .toList();
    }

    private static void assertInnocent(String text) {
        assertThat(text).doesNotContain(EMAIL, NAME, "SECRET", "Bearer", "Authorization");
    }

    private static String trace(Throwable e) {
        StringWriter out = new StringWriter();
        e.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    /** Threads that are left behind may still log while the test reads. */
    private static final class Recorder extends AppenderBase<ILoggingEvent> {

        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }
}
