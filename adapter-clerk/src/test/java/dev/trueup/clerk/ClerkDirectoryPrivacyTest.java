package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.clerk.backend_api.Clerk;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.spi.CallMeter;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FaultRule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What goes wrong is told without personal data, keys, headers and bodies, in exceptions as in logs of any level. */
class ClerkDirectoryPrivacyTest {

    private static final String EMAIL = "ada@example.com";
    private static final String NAME = "Lovelace";
    private static final String BODY = "{\"errors\":[{\"code\":\"x\",\"message\":\"" + EMAIL + "\",\"long_message\":\""
            + NAME + "\"}],\"trace\":\"SECRET_BODY\"}";

    private static final SubscriptionState STATE =
            new SubscriptionState(new CustomerId("cus_1"), "sub_1", "active", "price_1", null, false);

    private final FakeClerk clerk = FakeClerk.builder().secretKey(Sdk.KEY).start();
    private final UserId user =
            new UserId(clerk.createUser(it -> it.email(EMAIL).lastName(NAME)));
    private final Recorder logged = new Recorder();

    @AfterEach
    void close() {
        logged.close();
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
        ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));
        assertThat(directory.find(user)).isPresent();
        assertThat(directory.fileSubscription(user, STATE)).isTrue();

        assertThat(logged.ours()).isEmpty();
    }

    private void assertNothingIsGivenAwayBy(Clerk client) {
        ClerkDirectory directory = ClerkDirectory.builder(client)
                .timeout(Duration.ofMillis(800))
                .backgroundTimeout(Duration.ofMillis(800))
                .build();

        Throwable one = catchThrowable(() -> directory.find(user));
        Throwable many = catchThrowable(() -> directory.findAll(List.of(user)));
        Throwable page = catchThrowable(() -> directory.pages().users(null, new CallMeter()));
        Throwable write = catchThrowable(() -> directory.fileSubscription(user, STATE));

        assertThat(Stream.of(Recorder.trace(one), Recorder.trace(many), Recorder.trace(write)))
                .allSatisfy(text -> assertThat(text).contains(user.value()))
                .allSatisfy(ClerkDirectoryPrivacyTest::assertInnocent);
        assertThat(page).isInstanceOf(SourceUnavailableException.class);
        assertInnocent(Recorder.trace(page));
        assertThat(logged.all()).allSatisfy(event -> {
            assertInnocent(event.getFormattedMessage());
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private static void assertInnocent(String text) {
        assertThat(text).doesNotContain(EMAIL, NAME, "SECRET", "Bearer", "Authorization");
    }
}
