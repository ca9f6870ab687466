package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunRoutesTest {

    private static final String SYNC = "/api/stripe/sync";
    private static final String LOGS = "/api/admin/sync-logs";
    private static final String BILLING = "/api/user/billing";
    private static final String SUBSCRIPTIONS = "/v1/subscriptions";

    /** No test is about how long a run holds back. */
    static final Map<String, String> FAST =
            Map.of("TRUEUP_STRIPE_RATE", "1000", "TRUEUP_STRIPE_OVERALL_RATE", "1000", "TRUEUP_CLERK_RATE", "10000");

    /** Whatever is set up has happened long before a run, unless a test says otherwise. */
    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));

    @AutoClose
    private final Running host = Running.start(FAST, clock);

    @Test
    void aRebuildWritesEveryRecordAndTellsWhatItDid() {
        populate(host, 300);
        host.get(BILLING, "user_7");
        host.stripe().updateSubscription("sub_7", it -> it.status("past_due"));

        JsonNode run = ended(host, started(host, "{\"kind\":\"rebuild\"}"));

        assertThat(run.fieldNames())
                .toIterable()
                .containsExactly(
                        "runId",
                        "kind",
                        "state",
                        "startedAt",
                        "finishedAt",
                        "seen",
                        "written",
                        "unchanged",
                        "failed",
                        "total",
                        "errors",
                        "calls",
                        "throttledSeconds");
        assertThat(run.path("kind").textValue()).isEqualTo("rebuild");
        assertThat(run.path("state").textValue()).isEqualTo("succeeded");
        assertThat(run.path("seen").longValue()).isEqualTo(301);
        assertThat(run.path("total").longValue()).isEqualTo(301);
        assertThat(run.path("written").longValue() + run.path("unchanged").longValue())
                .isEqualTo(301);
        assertThat(run.path("failed").longValue()).isZero();
        assertThat(run.path("errors")).isEmpty();
        assertThat(run.path("calls").longValue()).isBetween(8L, 25L);
        assertThat(Instant.parse(run.path("startedAt").textValue()))
                .isBeforeOrEqualTo(Instant.parse(run.path("finishedAt").textValue()));
        host.stripe().faults().onEveryCall().answer(500);
        JsonNode cached = host.get(BILLING, "user_7").json();
        assertThat(cached.path("source").textValue()).isEqualTo("memory");
        assertThat(cached.at("/subscriptions/0/status").textValue()).isEqualTo("past_due");
        assertThat(host.get(BILLING, "user_299").status()).isEqualTo(200);
    }

    @Test
    void aRebuildFindsDeletionsOfWhichNobodyTold() {
        populate(host, 2);
        for (String user : List.of(ANN, "user_0", "user_1")) {
            host.get(BILLING, user);
        }
        host.stripe().deleteCustomer("cus_ann");
        host.clerk().deleteUser("user_0");
        assertThat(host.get(BILLING, ANN).status()).isEqualTo(200);

        JsonNode run = ended(host, started(host, "{\"kind\":\"rebuild\"}"));

        assertThat(run.path("state").textValue()).isEqualTo("succeeded");
        assertThat(host.get(BILLING, ANN).status()).isEqualTo(404);
        assertThat(host.get(BILLING, "user_0").status()).isEqualTo(404);
        assertThat(host.get(BILLING, "user_1").status()).isEqualTo(200);
    }

    @Test
    void aVerificationTellsWhatDiffersAndWritesNothingUntilARepairMendsIt() {
        populate(host, 120);
        ended(host, started(host, "{\"kind\":\"rebuild\"}"));
        host.stripe().updateSubscription("sub_3", it -> it.status("past_due"));
        host.stripe().updateCustomer("cus_5", it -> it.email("new@example.com"));
        host.clerk().updateUser("user_5", it -> it.email("new@example.com"));
        host.stripe().calls().clear();
        host.clerk().calls().clear();

        JsonNode verified = ended(host, started(host, "{\"kind\":\"verify\"}"));

        assertThat(verified.path("written").longValue()).isZero();
        assertThat(verified.path("unchanged").longValue()).isEqualTo(119);
        assertThat(verified.path("differences")).hasToString("{\"email\":1,\"subscriptions.status\":1}");
        assertThat(StreamSupport.stream(verified.path("differing").spliterator(), false)
                        .map(JsonNode::toString))
                .containsExactlyInAnyOrder(
                        "{\"userId\":\"user_3\",\"field\":\"subscriptions[sub_3].status\",\"source\":\"stripe\"}",
                        "{\"userId\":\"user_5\",\"field\":\"email\",\"source\":\"clerk\"}");
        assertThat(verified.toString()).doesNotContain("example.com");
        assertThat(host.stripe().calls().all()).allMatch(call -> call.method().equals("GET"));
        assertThat(host.clerk().calls().all()).allMatch(call -> call.method().equals("GET"));
        assertThat(host.get(BILLING, "user_3")
                        .json()
                        .at("/subscriptions/0/status")
                        .textValue())
                .isEqualTo("active");

        JsonNode repaired = ended(host, started(host, "{\"kind\":\"repair\"}"));

        assertThat(repaired.path("written").longValue()).isEqualTo(2);
        assertThat(ended(host, started(host, "{\"kind\":\"verify\"}")).path("differences"))
                .isEmpty();
    }

    @Test
    void aCatchUpDoesWhatWebhooksWouldHaveDone() {
        host.get(BILLING, ANN);
        clock.set(Instant.now());
        Instant since = Instant.now();
        host.stripe().cancelSubscription("sub_ann");
        host.stripe()
                .createCustomer(it -> it.id("cus_bob").email("bob@example.com").userId(BOB));
        assertThat(host.get(BILLING, ANN).json().at("/subscriptions/0/status").textValue())
                .isEqualTo("active");

        JsonNode run = ended(host, started(host, "{\"kind\":\"catch-up\",\"since\":\"" + since + "\"}"));

        assertThat(run.path("state").textValue()).isEqualTo("succeeded");
        assertThat(run.has("differences")).isFalse();
        assertThat(host.get(BILLING, ANN).json().at("/subscriptions/0/status").textValue())
                .isEqualTo("canceled");
        assertThat(host.stripeWebhook("sub_ann")).hasToString("200 {\"received\":true,\"status\":\"duplicate\"}");
        assertThat(host.get("/api/admin/webhook-events?type=customer.subscription.deleted", ADA)
                        .json()
                        .at("/events/0/status")
                        .textValue())
                .isEqualTo("processed");
    }

    @Test
    @Tag("promise:B7")
    void ofEachKindOneRunIsAtWorkAtATime() {
        Gate gate = host.stripe().faults().on("GET", SUBSCRIPTIONS).hold();
        String first = started(host, "{\"kind\":\"rebuild\"}");
        gate.awaitArrived(1);

        assertThat(host.post(SYNC, ADA, "{\"kind\":\"rebuild\"}"))
                .hasToString("409 {\"error\":\"A run of this kind is in progress\",\"runId\":\"" + first + "\"}");
        assertThat(host.post(SYNC, ADA, "{\"kind\":\"rebuild\",\"resume\":true}")
                        .status())
                .isEqualTo(409);
        JsonNode running = host.get(SYNC + "/" + first, ADA).json();
        assertThat(running.path("state").textValue()).isEqualTo("running");
        assertThat(running.path("finishedAt").isNull()).isTrue();
        String other = started(host, "{\"kind\":\"verify\"}");
        gate.release();

        assertThat(ended(host, first).path("state").textValue()).isEqualTo("succeeded");
        assertThat(ended(host, other).path("state").textValue()).isEqualTo("succeeded");
        assertThat(started(host, "{\"kind\":\"rebuild\"}")).isNotEqualTo(first);
    }

    @Test
    @Tag("promise:B9")
    void aRunThatGaveUpIsResumedWhereItStopped() {
        try (Running hasty = host.another(with("TRUEUP_RUN_PATIENCE", "1ms"))) {
            populate(hasty, 250);
            hasty.stripe().faults().on("GET", SUBSCRIPTIONS).afterFirst(2).answer(500);

            JsonNode failed = ended(hasty, started(hasty, "{\"kind\":\"rebuild\"}"));
            assertThat(failed.path("state").textValue()).isEqualTo("failed");
            assertThat(failed.path("error").textValue()).contains("stripe is away");

            hasty.stripe().faults().clear();
            hasty.stripe().calls().clear();
            JsonNode resumed = ended(hasty, started(hasty, "{\"kind\":\"rebuild\",\"resume\":true}"));

            assertThat(resumed.path("runId")).isEqualTo(failed.path("runId"));
            assertThat(resumed.path("state").textValue()).isEqualTo("succeeded");
            assertThat(resumed.has("error")).isFalse();
            assertThat(resumed.path("seen").longValue()).isEqualTo(251);
            assertThat(hasty.stripe().calls().count("GET", SUBSCRIPTIONS)).isEqualTo(1);
        }
    }

    @Test
    void theLogListsRunsLatestFirst() {
        String first = started(host, "{\"kind\":\"rebuild\"}");
        ended(host, first);
        String second = started(host, "{\"kind\":\"verify\",\"resume\":true}");
        JsonNode run = ended(host, second);

        JsonNode logs = host.get(LOGS, ADA).json().path("logs");

        assertThat(logs).hasSize(2);
        assertThat(logs.get(0)).isEqualTo(run);
        assertThat(logs.get(1).path("runId").textValue()).isEqualTo(first);
        assertThat(host.get(LOGS + "?limit=1", ADA).json().path("logs")).hasSize(1);
        for (String query : List.of("?limit=0", "?limit=1001", "?limit=x", "?limit=1&limit=2")) {
            assertThat(host.get(LOGS + query, ADA).status()).as(query).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"kind\":\"refresh\"}",
                "{\"kind\":\"REBUILD\"}",
                "{\"kind\":7}",
                "{\"kind\":[\"rebuild\"]}",
                "{\"kind\":\"rebuild\",\"kind\":\"verify\"}",
                "{\"kind\":\"rebuild\",\"resume\":\"true\"}",
                "{\"kind\":\"rebuild\",\"resume\":1}",
                "{\"kind\":\"rebuild\",\"since\":\"2026-01-01T00:00:00Z\"}",
                "{\"kind\":\"catch-up\",\"since\":\"2026-01-01T00:00:00Z\",\"resume\":true}",
                "{\"kind\":\"catch-up\",\"since\":\"yesterday\"}",
                "{\"kind\":\"catch-up\",\"since\":\"2026-01-01\"}",
                "{\"kind\":\"catch-up\",\"since\":1767225600}",
                "{\"kind\":\"catch-up\",\"since\":\"2999-01-01T00:00:00Z\"}",
                "{\"kind\":\"catch-up\",\"since\":\"-999999999-01-01T00:00:00Z\"}"
            })
    void whatIsMalformedStartsNothing(String body) {
        Answer answer = host.post(SYNC, ADA, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("error");
        assertThat(host.get(LOGS, ADA).json().path("logs")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run_1", "..", "%00", "a%20b", "%F0%9F%92%A9"})
    void aRunThatThereIsNotIsNotFound(String id) {
        assertThat(host.get(SYNC + "/" + id, ADA).status()).isIn(400, 404);
    }

    @Test
    void runsBeginByThemselvesIfThatIsAskedFor() {
        try (Running scheduled = host.another(Map.of("TRUEUP_CATCH_UP_EVERY", "1s", "TRUEUP_VERIFY_EVERY", "1s"))) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            scheduled.get(LOGS, ADA).json().path("logs"))
                    .extracting(it -> it.path("kind").textValue())
                    .contains("catch-up", "verify"));
        }
    }

    @Test
    void usersAreCountedOnceARunIsOver() {
        ended(host, started(host, "{\"kind\":\"rebuild\"}"));

        JsonNode totals = host.get("/api/admin/sync-health", ADA).json().path("totals");

        assertThat(totals.path("users").longValue()).isPositive();
        assertThat(totals.path("usersCountedAt").textValue()).isNotNull();
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(FAST);
        all.put(name, value);
        return all;
    }

    /** Users with a customer and a subscription each. */
    static void populate(Running host, int number) {
        for (int i = 0; i < number; i++) {
            String user = "user_" + i;
            String customer = "cus_" + i;
            String subscription = "sub_" + i;
            String email = "person" + i + "@example.com";
            host.clerk().createUser(it -> it.id(user).email(email).firstName("Person"));
            host.stripe()
                    .createCustomer(
                            it -> it.id(customer).email(email).name("Person").userId(user));
            host.stripe().createSubscription(customer, it -> it.id(subscription)
                    .price("price_pro")
                    .status("active"));
        }
    }

    static String started(Running host, String body) {
        Answer answer = host.post(SYNC, ADA, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("runId");
        return answer.json().path("runId").textValue();
    }

    static JsonNode ended(Running host, String run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> host.get(SYNC + "/" + run, ADA).json(),
                        it -> !it.path("state").textValue().equals("running"));
    }
}
