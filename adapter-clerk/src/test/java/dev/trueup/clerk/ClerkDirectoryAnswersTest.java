package dev.trueup.clerk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that Clerk would not give, but something between may: none of them says that a user does not exist. */
class ClerkDirectoryAnswersTest {

    private static final WireMockServer between = new WireMockServer(options().dynamicPort());
    private static final UserId USER = new UserId("user_1");

    private final ClerkDirectory directory =
            Sdk.directory(Sdk.client("http://127.0.0.1:" + between.port() + "/v1", "sk_test_1"));

    @BeforeAll
    static void start() {
        between.start();
    }

    @AfterAll
    static void stop() {
        between.stop();
    }

    @AfterEach
    void forget() {
        between.resetAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[null]",
                "[{}]",
                "[[]]",
                "0",
                "\"\"",
                "",
                " ",
                "<html>not found</html>",
                "{\"id\":\"user_1\"}",
                "{\"id\":\"user_1\",\"object\":\"user\",\"deleted\":true}",
                "{\"object\":\"total_count\",\"total_count\":0}",
                "{\"data\":[],\"total_count\":0}",
                "{\"errors\":[{\"message\":\"\",\"long_message\":\"\",\"code\":\"resource_not_found\"}]}"
            })
    void anAnswerOfAnotherShapeIsNoAnswer(String body) {
        answer(json(200, body));

        assertUnreadable(() -> directory.find(USER));
        if (!body.equals("[]")) {
            assertUnreadable(() -> directory.findAll(List.of(USER)));
        }
    }

    @Test
    void nullIsNoAnswer() {
        answer(json(200, "null"));

        assertOutage(() -> directory.find(USER), "the call failed (java.lang.IllegalArgumentException)");
        assertOutage(() -> directory.findAll(List.of(USER)), "the call failed (java.lang.IllegalArgumentException)");
    }

    @Test
    void anEmptyListIsAnAnswer() {
        answer(json(200, "[]"));

        assertThat(directory.findAll(List.of(USER))).isEmpty();
    }

    @Test
    void aPageOfAProxyIsNoAnswer() {
        answer(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "text/html")
                .withBody("<html>sign in</html>"));

        assertUnreadable(() -> directory.find(USER));
        assertUnreadable(() -> directory.findAll(List.of(USER)));
    }

    @Test
    void anAnswerThatIsDeeperThanAnyUserIsNoAnswer() {
        ObjectNode user = Sdk.user("user_1");
        String deep = user.toString()
                .replace(
                        "\"private_metadata\":{}",
                        "\"private_metadata\":{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}");
        answer(json(200, deep));

        assertUnreadable(() -> directory.find(USER));
    }

    @Test
    void anotherUserIsNoAnswer() {
        answer(json(200, Sdk.user("user_2").toString()));

        assertUnreadable(() -> directory.find(USER));
    }

    @Test
    void usersWhoWereNotAskedForAreNoAnswer() {
        answer(json(200, "[" + Sdk.user("user_2") + "]"));

        assertUnreadable(() -> directory.findAll(List.of(USER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "user\\u0000", "\\ud800"})
    void aUserWhoseIdIsNotValidIsNoAnswer(String id) {
        answer(json(200, Sdk.user("user_1").toString().replace("\"user_1\"", "\"" + id + "\"")));

        assertUnreadable(() -> directory.find(USER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "<html>resource_not_found</html>",
                "{\"error\":\"resource_not_found\"}",
                "{\"errors\":null}",
                "{\"errors\":[]}",
                "{\"errors\":[null]}",
                "{\"errors\":[{\"message\":\"no such host\",\"long_message\":\"\",\"code\":\"host_invalid\"}]}",
                "{\"errors\":[{\"message\":\"not found\",\"long_message\":\"\",\"code\":\"resource_not_fou"
            })
    void aNotFoundThatIsNotClerksWordIsAnOutage(String body) {
        answer(json(404, body));

        assertOutage(() -> directory.find(USER), "it was answered with status 404");
    }

    @Test
    void aNotFoundInTheShapeOfAnotherTypeIsAnOutage() {
        answer(json(404, Sdk.NOT_FOUND).withHeader("Content-Type", "text/html"));

        assertOutage(() -> directory.find(USER), "it was answered with status 404");
    }

    @Test
    void aListThatIsNotFoundIsAnOutage() {
        answer(json(404, Sdk.NOT_FOUND));

        assertOutage(() -> directory.findAll(List.of(USER)), "it was answered with status 404");
    }

    @Test
    void clerksOwnWordIsBelieved() {
        answer(json(404, Sdk.NOT_FOUND));

        assertThat(directory.find(USER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 400, 402, 405, 409, 410, 418, 422})
    void anyOtherStatusIsAnOutageThatIsNotTriedAgain(int status) {
        answer(json(status, Sdk.NOT_FOUND));

        assertOutage(() -> directory.find(USER), "it was answered with status " + status);
        assertThat(between.getAllServeEvents()).hasSize(1);
    }

    @Test
    void aForbiddenCallConcernsTheKey() {
        answer(json(403, "{}"));

        assertOutage(() -> directory.find(USER), "the secret key is refused (403), an operator has to act");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenLineIsAnOutage(Fault fault) {
        answer(aResponse().withFault(fault));

        assertOutage(() -> directory.find(USER), "");
        assertOutage(() -> directory.findAll(List.of(USER)), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Wed, 21 Oct 2026 07:28:00 GMT"})
    void aWaitThatIsNoNumberOfSecondsIsNotPassedOn(String retryAfter) {
        answer(json(429, "{}").withHeader("Retry-After", retryAfter));

        assertThatThrownBy(() -> directory.find(USER))
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.retryAfter())
                        .isEmpty());
        assertThat(between.getAllServeEvents()).hasSize(3);
    }

    @Test
    void aSignInAnIdDoesNotTurnTheFilterAround() {
        answer(json(200, "[]"));

        directory.findAll(List.of(new UserId("-user_1"), new UserId("+user_1"), USER));

        assertThat(between.getAllServeEvents())
                .extracting(ServeEvent::getRequest)
                .extracting(request -> request.queryParameter("user_id").values())
                .containsExactly(List.of("+-user_1", "++user_1", "user_1"));
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        between.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static void assertUnreadable(Runnable read) {
        assertOutage(read, "cannot be understood");
    }

    private static void assertOutage(Runnable read, String reason) {
        assertThatThrownBy(read::run)
                .isInstanceOf(SourceUnavailableException.class)
                .hasNoCause()
                .hasMessageStartingWith("clerk: ")
                .hasMessageContaining(USER.value())
                .hasMessageContaining(reason);
    }
}
