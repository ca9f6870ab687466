package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.fake.Gate;
import dev.trueup.testservers.RedisCluster;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service over real Redis servers, one instance and two. */
class RedisTest {

    private static final String BILLING = "/api/user/billing";
    private static final String PROCESSED = "200 {\"received\":true,\"status\":\"processed\"}";

    @Test
    @Tag("promise:O3")
    void whileRedisIsAwayReadsGoOnAndTheHealthSaysSo() {
        try (RedisProcess redis = RedisServer.start();
                Running host = Running.start(over(redis.uri()))) {
            assertThat(host.get(BILLING, ANN).json().path("source").textValue()).isEqualTo("stripe");
            assertThat(host.get(BILLING, ANN).json().path("source").textValue()).isEqualTo("redis");
            assertThat(health(host)).isEqualTo("200 UP cache=UP deduplicator=UP store=UP");

            redis.kill();

            assertThat(health(host)).isEqualTo("200 DEGRADED cache=DOWN deduplicator=DOWN store=UP");
            JsonNode copy = host.get(BILLING, ANN).json();
            assertThat(copy.path("source").textValue()).isEqualTo("memory");
            assertThat(copy.path("stale").booleanValue()).isTrue();
            JsonNode check = host.get("/api/user/check-kv-sync", BOB).json();
            assertThat(check.path("debug").path("stripeDataInSync").booleanValue())
                    .isTrue();
            Answer webhook = host.stripeWebhook("cus_ann");
            assertThat(webhook.status()).isEqualTo(503);
            assertThat(webhook.response().headers().firstValue("Retry-After")).isPresent();

            redis.restart();

            Awaitility.await().until(() -> health(host).equals("200 UP cache=UP deduplicator=UP store=UP"));
            assertThat(host.stripeWebhook("cus_ann")).hasToString(PROCESSED);
            assertThat(host.get(BILLING, ANN).json().path("source").textValue()).isEqualTo("redis");
        }
    }

    @Test
    void aServiceStartsWhileRedisIsAway() {
        RedisProcess redis = RedisServer.start();
        redis.close();
        try (Running host = Running.start(over(redis.uri()))) {
            assertThat(health(host)).startsWith("200 DEGRADED");
            assertThat(host.get(BILLING, ANN).json().path("source").textValue()).isEqualTo("stripe");
        }
    }

    @Test
    void whatOneInstanceWritesTheOtherReads() {
        Map<String, String> shared = shared();
        try (Running one = Running.start(shared);
                Running other = one.another(shared)) {
            one.get(BILLING, ANN);
            assertThat(other.get(BILLING, ANN).json().path("source").textValue())
                    .isEqualTo("redis");

            one.stripe().cancelSubscription("sub_ann");
            assertThat(one.stripeWebhook("sub_ann")).hasToString(PROCESSED);

            assertThat(other.stripeWebhook("sub_ann")).hasToString("200 {\"received\":true,\"status\":\"duplicate\"}");
            assertThat(other.get(BILLING, ANN)
                            .json()
                            .path("subscriptions")
                            .get(0)
                            .path("status")
                            .textValue())
                    .isEqualTo("canceled");
        }
    }

    @Test
    void oneInstanceWorksOnAnEventAtATime() throws Exception {
        Map<String, String> shared = shared();
        try (Running one = Running.start(shared);
                Running other = one.another(shared)) {
            Gate gate = one.stripe().faults().on("GET", "/v1/customers/").hold();
            SignedWebhook event = one.stripeEvent("cus_ann");
            CompletableFuture<Answer> first =
                    CompletableFuture.supplyAsync(() -> one.webhook("/api/webhooks/stripe", event));
            gate.awaitArrived(1);

            assertThat(other.webhook("/api/webhooks/stripe", event).status()).isEqualTo(409);
            gate.release();

            assertThat(first.get(20, TimeUnit.SECONDS)).hasToString(PROCESSED);
        }
    }

    @Test
    void twoInstancesMakeOneCustomer() throws Exception {
        Map<String, String> shared = shared();
        try (Running one = Running.start(shared);
                Running other = one.another(shared)) {
            List<CompletableFuture<Answer>> answers = Stream.of(one, other, one, other)
                    .map(host -> CompletableFuture.supplyAsync(
                            () -> host.post("/api/stripe/checkout", BOB, "{\"priceId\":\"price_pro\"}"),
                            work -> new Thread(work).start()))
                    .toList();
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
            }

            assertThat(one.stripe().customerIds()).hasSize(2);
        }
    }

    @Test
    void aRunOfOneInstanceIsSeenByTheOtherAndIsTheOnlyOneOfItsKind() {
        Map<String, String> shared = shared();
        try (Running one = Running.start(shared);
                Running other = one.another(shared)) {
            Gate gate = one.stripe().faults().on("GET", "/v1/subscriptions").hold();
            String run = RunRoutesTest.started(one, "{\"kind\":\"rebuild\"}");
            gate.awaitArrived(1);

            assertThat(other.post("/api/stripe/sync", ADA, "{\"kind\":\"rebuild\"}"))
                    .hasToString("409 {\"error\":\"A run of this kind is in progress\",\"runId\":\"" + run + "\"}");
            assertThat(other.get("/api/stripe/sync/" + run, ADA)
                            .json()
                            .path("state")
                            .textValue())
                    .isEqualTo("running");
            gate.release();

            assertThat(RunRoutesTest.ended(other, run).path("state").textValue())
                    .isEqualTo("succeeded");
            assertThat(other.get(BILLING, ANN).json().path("source").textValue())
                    .isEqualTo("redis");
        }
    }

    @Test
    void withoutRedisNoRunBegins() {
        RedisProcess redis = RedisServer.start();
        redis.close();
        try (Running host = Running.start(over(redis.uri()))) {
            assertThat(host.post("/api/stripe/sync", ADA, "{\"kind\":\"verify\"}")
                            .status())
                    .isEqualTo(503);
            assertThat(host.get("/api/stripe/sync/run_1", ADA).status()).isEqualTo(503);
            assertThat(host.get("/api/admin/sync-logs", ADA).status()).isEqualTo(503);
        }
    }

    @Test
    void seedsOfAClusterAreAClusterToo() {
        try (RedisCluster cluster = RedisCluster.start();
                Running host = Running.start(over(String.join(",", cluster.uris())))) {
            Awaitility.await().until(() -> host.get(BILLING, ANN).text().contains("\"source\":\"redis\""));

            assertThat(host.stripeWebhook("cus_ann")).hasToString(PROCESSED);
            assertThat(health(host)).isEqualTo("200 UP cache=UP deduplicator=UP store=UP");
            String run = RunRoutesTest.started(host, "{\"kind\":\"verify\"}");
            assertThat(RunRoutesTest.ended(host, run).path("state").textValue()).isEqualTo("succeeded");
        }
    }

    /** A namespace of their own in the Redis that all tests share. */
    private static Map<String, String> shared() {
        Map<String, String> own = new HashMap<>(over(RedisServer.shared().uri()));
        own.put("TRUEUP_KEY_PREFIX", "host-" + UUID.randomUUID());
        return own;
    }

    /** With patience: the machine that tests may be busy. */
    private static Map<String, String> over(String uri) {
        return Map.of("REDIS_URL", uri, "TRUEUP_REDIS_TIMEOUT", "5s");
    }

    private static String health(Running host) {
        Answer answer = host.get("/api/health", null);
        StringBuilder line = new StringBuilder()
                .append(answer.status())
                .append(' ')
                .append(answer.json().path("status").textValue());
        answer.json().path("components").fields().forEachRemaining(part -> line.append(' ')
                .append(part.getKey())
                .append('=')
                .append(part.getValue().path("status").textValue()));
        return line.toString();
    }
}
