package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testservers.PostgresProcess;
import dev.trueup.testservers.PostgresServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service over a real PostgreSQL. */
class PostgresTest {

    private static final String STRIPE = "/api/webhooks/stripe";
    private static final String PROCESSED = "200 {\"received\":true,\"status\":\"processed\"}";

    @Test
    @Tag("promise:O10")
    void whatIsInTheDatabaseOutlivesTheProcess() {
        Map<String, String> shared = over(PostgresServer.shared().jdbcUrl());
        try (Running fakes = Running.start()) {
            SignedWebhook event = fakes.stripeEvent("sub_ann");
            String run;
            try (Running first = fakes.another(shared)) {
                assertThat(first.webhook(STRIPE, event)).hasToString(PROCESSED);
                run = RunRoutesTest.started(first, "{\"kind\":\"rebuild\"}");
                RunRoutesTest.ended(first, run);
            }
            try (Running second = fakes.another(shared)) {
                assertThat(second.webhook(STRIPE, event))
                        .hasToString("200 {\"received\":true,\"status\":\"duplicate\"}");
                assertThat(second.get("/api/admin/webhook-events?status=processed", ADA)
                                .json()
                                .path("events"))
                        .hasSize(1);
                assertThat(second.get("/api/admin/sync-logs", ADA)
                                .json()
                                .path("logs")
                                .get(0)
                                .path("runId")
                                .textValue())
                        .isEqualTo(run);
                JsonNode analytics = second.get("/api/admin/analytics", ADA).json();
                assertThat(analytics.path("mrr").longValue()).isEqualTo(2_900);
                assertThat(analytics.path("movements")).hasSize(1);
                JsonNode agreement = second.get("/api/sync/clerk-stripe", ANN).json();
                assertThat(agreement.path("store").path("subscriptionId").textValue())
                        .isEqualTo("sub_ann");
                assertThat(agreement.path("inAgreement").booleanValue()).isTrue();
            }
        }
    }

    @Test
    @Tag("promise:O10")
    void whileTheDatabaseIsAwayTheServiceIsDownAndNoEventIsLost() {
        try (PostgresProcess postgres = PostgresServer.start();
                Running host = Running.start(over(postgres.jdbcUrl()))) {
            assertThat(host.stripeWebhook("cus_ann")).hasToString(PROCESSED);
            SignedWebhook event = host.stripeEvent("sub_ann");

            postgres.kill();

            Answer health = host.get("/api/health", null);
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.json().path("status").textValue()).isEqualTo("DOWN");
            assertThat(health.json()
                            .path("components")
                            .path("store")
                            .path("status")
                            .textValue())
                    .isEqualTo("DOWN");
            assertThat(host.webhook(STRIPE, event).status()).isEqualTo(503);
            assertThat(host.get("/api/user/billing", ANN).status())
                    .as("from the cache")
                    .isEqualTo(200);
            assertThat(host.get("/api/admin/analytics", ADA).status()).isEqualTo(503);

            postgres.restart();

            awaitUp(host);
            assertThat(host.webhook(STRIPE, event)).hasToString(PROCESSED);
        }
    }

    @Test
    void aServiceStartsWhileItsDatabaseIsAwayAndMigratesWhenItComes() {
        try (PostgresProcess postgres = PostgresServer.start()) {
            postgres.kill();
            try (Running host = Running.start(over(postgres.jdbcUrl()))) {
                assertThat(host.get("/api/health", null).status()).isEqualTo(503);

                postgres.restart();

                awaitUp(host);
                assertThat(host.stripeWebhook("cus_ann")).hasToString(PROCESSED);
            }
        }
    }

    private static void awaitUp(Running host) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> host.get("/api/health", null).text().startsWith("{\"status\":\"UP\""));
    }

    /** A schema of its own in the server that all tests share. */
    private static Map<String, String> over(String url) {
        return Map.of(
                "DATABASE_URL",
                url,
                "TRUEUP_DATABASE_SCHEMA",
                "host_" + UUID.randomUUID().toString().replace("-", ""),
                "TRUEUP_DATABASE_TIMEOUT",
                "2s");
    }
}
