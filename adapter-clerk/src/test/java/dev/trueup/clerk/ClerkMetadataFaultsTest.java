package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.CustomerId;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FaultRule;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a write when Clerk or the line fails: it is made again, or not known to be made. */
class ClerkMetadataFaultsTest {

    private static final CustomerId CUSTOMER = new CustomerId("cus_1");
    private static final SubscriptionState STATE =
            new SubscriptionState(CUSTOMER, "sub_1", "active", "price_1", null, false);

    private final FakeClerk clerk = FakeClerk.start();
    private final ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));
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

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void aWriteThatDidNotHappenIsMadeAgain(int status) {
        everyCall(it -> it.times(1).answer(status));

        assertThat(directory.fileSubscription(user, STATE)).isTrue();

        assertThat(filed()).isEqualTo(STATE);
        assertThat(clerk.calls().count("PATCH", "/v1/users")).isEqualTo(2);
    }

    @Test
    void aWriteThatMayHaveHappenedIsMadeAgain() {
        everyCall(it -> it.times(1).cutLineAfterEffect());
        assertThat(directory.fileSubscription(user, STATE)).isTrue();
        clerk.faults().clear();
        everyCall(it -> it.times(1).failAfterEffect(500));
        assertThat(directory.fileCustomer(user, CUSTOMER)).isTrue();
        clerk.faults().clear();
        everyCall(it -> it.times(1).cutBody());
        assertThat(directory.fileSubscription(user, null)).isTrue();

        assertThat(clerk.calls().count("PATCH", "/v1/users")).isEqualTo(6);
        assertThat(filed()).isNull();
        assertThat(directory.find(user).orElseThrow().mappedCustomer()).isEqualTo(CUSTOMER);
    }

    @Test
    void aWriteThatFailsAgainAndAgainIsToldAsNotKnown() {
        everyCall(it -> it.failAfterEffect(500));

        assertThat(failureOf(() -> directory.fileSubscription(user, STATE)))
                .hasMessage("clerk: write to the metadata of " + user + " failed: it was answered with status 500")
                .hasNoCause();
        assertThat(clerk.calls().count()).isEqualTo(3);
    }

    @Test
    void aLimitIsToldWithTheWaitThatClerkAskedFor() {
        everyCall(it -> it.answer(429, Duration.ofMinutes(5)));

        assertThat(failureOf(() -> directory.fileCustomer(user, CUSTOMER)).retryAfter())
                .contains(Duration.ofMinutes(5));
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void aHangEndsAtTheDeadline() {
        Gate gate = clerk.faults().onEveryCall().hold();
        ClerkDirectory hasty = ClerkDirectory.builder(Sdk.client(clerk))
                .timeout(Duration.ofMillis(400))
                .build();

        assertThat(failureOf(() -> hasty.fileSubscription(user, STATE)))
                .hasMessage("clerk: write to the metadata of " + user + " failed: no answer within PT0.4S");
        gate.release();
    }

    @Test
    void aLineThatIsCutAgainAndAgainIsAnOutage() {
        everyCall(FaultRule::cutLine);

        assertThat(failureOf(() -> directory.fileCustomer(user, CUSTOMER)))
                .hasMessageMatching(
                        "clerk: write to the metadata of " + user + " failed: the connection failed \\([\\w.]+\\)");
    }

    @Test
    void aRefusedKeyCallsForTheOperator() {
        ClerkDirectory stranger = Sdk.directory(Sdk.client(clerk.baseUrl(), "sk_test_stolen"));

        assertThat(failureOf(() -> stranger.fileCustomer(user, CUSTOMER)))
                .hasMessageEndingWith("the secret key is refused (401), an operator has to act");
    }

    @Test
    void metadataThatClerkRefusesIsToldAtOnce() {
        everyCall(it -> it.answer(422));

        assertThat(failureOf(() -> directory.fileCustomer(user, CUSTOMER)))
                .hasMessageEndingWith("it was answered with status 422");
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "<html>not found</html>",
                "{\"errors\":[]}",
                "{\"errors\":[{\"message\":\"\",\"long_message\":\"\",\"code\":\"not_found\"}]}"
            })
    void aNotFoundThatIsNotClerksSaysNothingAboutTheUser(String body) {
        everyCall(it -> it.answerBody(404, body));

        assertThat(failureOf(() -> directory.fileSubscription(user, STATE)).getMessage())
                .startsWith("clerk: ");
    }

    @Test
    void clerksOwnNotFoundDoes() {
        everyCall(it -> it.answerBody(404, Sdk.NOT_FOUND));

        assertThat(directory.fileSubscription(user, STATE)).isFalse();
        assertThat(directory.fileSubscription(user, null)).isFalse();
        assertThat(directory.fileCustomer(user, CUSTOMER)).isFalse();
    }

    @Test
    void anAnswerAboutAnotherUserIsNoAnswer() {
        everyCall(it -> it.answerBody(200, Sdk.user("user_2").toString()));

        assertThat(failureOf(() -> directory.fileCustomer(user, CUSTOMER)))
                .hasMessage("clerk: the answer to the write to the metadata of " + user
                        + " cannot be understood: it is about another user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "0", "", "<html>sign in</html>", "{\"id\":\"user_1\"}"})
    void anAnswerOfAnotherShapeIsNoAnswer(String body) {
        everyCall(it -> it.answerBody(200, body));

        failureOf(() -> directory.fileSubscription(user, STATE));
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    private void everyCall(Consumer<FaultRule> fault) {
        fault.accept(clerk.faults().onEveryCall());
    }

    private @Nullable SubscriptionState filed() {
        return directory.find(user).orElseThrow().subscription();
    }

    private static SourceUnavailableException failureOf(Runnable write) {
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, write::run);
        assertThat(failure).isNotNull();
        return failure;
    }
}
