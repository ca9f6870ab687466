package dev.trueup.clerk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.trueup.model.Page;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.UserPages;
import dev.trueup.testkit.fake.FakeClerk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages with users on them whom the SDK does not understand, and answers that are no pages. */
class ClerkPagesAnswersTest {

    private static final String ODD = "Odd";

    private final FakeClerk clerk = FakeClerk.start();
    private final WireMockServer between =
            new WireMockServer(options().dynamicPort().extensions(new OddNames()));
    private final UserPages pages;
    private final CallMeter meter = new CallMeter();
    private final Recorder logged = new Recorder();

    ClerkPagesAnswersTest() {
        between.start();
        between.stubFor(
                any(anyUrl()).willReturn(aResponse().proxiedFrom(clerk.baseUrl().replace("/v1", ""))));
        pages = Sdk.patient(Sdk.client("http://127.0.0.1:" + between.port() + "/v1", clerk.secretKey()))
                .limits(ClerkLimits.of(1_000, Duration.ofSeconds(1)))
                .build()
                .pages();
    }

    @AfterEach
    void close() {
        logged.close();
        between.stop();
        clerk.close();
    }

    @Test
    @Tag("promise:P10")
    void aUserWhoCannotBeUnderstoodDoesNotHideTheOthers() {
        Set<Integer> odd = Set.of(0, 499, 500, 777, 1_199);
        List<UserId> others = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            UserId user = user(odd.contains(i) ? ODD : "Ada");
            if (!odd.contains(i)) {
                others.add(user);
            }
        }

        List<UserId> read = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        String next = null;
        do {
            Page<UserProfile> page = pages.users(next, meter);
            page.items().forEach(user -> read.add(user.id()));
            page.failures().forEach(failure -> failures.add(failure.id() + ": " + failure.reason()));
            next = page.next();
        } while (next != null);

        assertThat(read).isEqualTo(others);
        assertThat(meter.calls()).isEqualTo(clerk.calls().count()).isLessThanOrEqualTo(3 + 3L * odd.size());
        assertThat(failures)
                .hasSize(odd.size())
                .contains("user behind the first 777: Clerk's list tells of it what cannot be understood");
        assertThat(logged.ours()).isEmpty();
    }

    @Test
    void aListOfMoreThanTenPagesHasPlacesToBeginSideBySide() {
        assertThat(pages.starts(0)).isEmpty();
        assertThat(pages.starts(5_000)).isEmpty();
        assertThat(pages.starts(5_001)).containsExactly("5000");
        assertThat(pages.starts(15_001)).containsExactly("5000", "10000", "15000");
    }

    @Test
    void changesBesideOneThatCannotBeUnderstoodAreTold() {
        UserId first = user("Ada");
        user(ODD);
        UserId last = user("Ada");

        Page<UserProfile> page = pages.changedSince(Instant.EPOCH, null, meter);

        assertThat(page.items()).extracting(UserProfile::id).containsExactly(last, first);
        assertThat(page.failures()).hasSize(1);
        assertThat(page.next()).isNull();
    }

    @Test
    void anOldChangeThatCannotBeUnderstoodIsNobodysFailure() {
        clerk.createUser(user -> user.firstName(ODD).updatedAt(Instant.ofEpochSecond(1)));
        clerk.createUser(user -> user.updatedAt(Instant.ofEpochSecond(2)));
        UserId changed = user("Ada");

        Page<UserProfile> page = pages.changedSince(Instant.ofEpochSecond(3), null, meter);

        assertThat(page.items()).extracting(UserProfile::id).containsExactly(changed);
        assertThat(page.failures()).isEmpty();
    }

    @Test
    void whoIsLeftOutOfAPageIsAnOutageWhenAskedForById() {
        UserId odd = user(ODD);
        assertThat(pages.users(null, meter).items()).isEmpty();

        assertThatThrownBy(() -> pages.oneByOne(meter).find(odd))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining(odd.value())
                .hasMessageContaining("cannot be understood");
    }

    @Test
    void aPageOfNobodyWhoCanBeUnderstoodIsAnOutageAfterSomeCalls() {
        for (int i = 0; i < 500; i++) {
            user(ODD);
        }

        assertThatThrownBy(() -> pages.users(null, meter))
                .isInstanceOf(SourceUnavailableException.class)
                .hasNoCause()
                .hasMessageEndingWith("cannot be understood: too many users of a page are not as the SDK knows them");
        assertThat(meter.calls()).isLessThan(110);
    }

    @Test
    void aUserWithoutAPossibleIdIsLeftOut() {
        UserId ada = new UserId("user_ada");
        answer("[" + Sdk.user("user_\\u0000").toString().replace("\\\\u", "\\u") + "," + Sdk.user(ada.value()) + "]");

        assertThat(pages.users(null, meter).items()).extracting(UserProfile::id).containsExactly(ada);
    }

    @Test
    void changesInAnotherOrderAreNoAnswer() {
        ObjectNode early = Sdk.user("user_1").put("updated_at", 1_000);
        ObjectNode late = Sdk.user("user_2").put("updated_at", 2_000);
        answer("[" + early + "," + late + "]");

        assertThatThrownBy(() -> pages.changedSince(Instant.EPOCH, null, meter))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("it is not in the order that was asked for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "0", "", "<html>sign in</html>", "[", "{\"data\":[],\"total_count\":0}"})
    void anAnswerOfAnotherShapeIsNoAnswer(String body) {
        answer(body);

        assertThatThrownBy(() -> pages.count(meter)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> pages.users(null, meter)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> pages.changedSince(Instant.EPOCH, null, meter))
                .isInstanceOf(SourceUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "0", "1e3", "+500", "500 ", "0500", "99999999999", "x", "５００"})
    void aPlaceThatIsNoneOfTheListIsRefused(String after) {
        assertThatThrownBy(() -> pages.users(after, meter)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.changedSince(Instant.EPOCH, after, meter))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(meter.calls()).isZero();
    }

    private UserId user(String firstName) {
        return new UserId(clerk.createUser(user -> user.firstName(firstName)));
    }

    private void answer(String body) {
        between.resetAll();
        between.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(body)));
    }

    /** Makes a name into something that the SDK takes for no name. */
    private static final class OddNames implements ResponseTransformerV2 {

        @Override
        public Response transform(Response response, ServeEvent event) {
            String body = response.getBodyAsString().replace("\"first_name\":\"" + ODD + "\"", "\"first_name\":{}");
            return Response.Builder.like(response).but().body(body).build();
        }

        @Override
        public String getName() {
            return "odd-names";
        }
    }
}
