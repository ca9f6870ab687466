package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.fake.Gate;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OperationsTest {

    @AutoClose
    private final Running host = Running.start();

    @Test
    void theHealthNeedsNoSession() {
        assertThat(host.get("/api/health", null))
                .hasToString("200 {\"status\":\"UP\",\"components\":{\"cache\":{\"status\":\"UP\"},"
                        + "\"deduplicator\":{\"status\":\"UP\"},\"store\":{\"status\":\"UP\"}}}");
    }

    @Test
    void theMetricsAreThoseOfTheLibraryAndOfTheRoutesWithoutIds() {
        host.get("/api/user/billing", ANN);
        host.get("/api/user/check-kv-sync", ANN);
        host.stripeWebhook("cus_ann");
        host.get("/no/such/route", null);

        Answer metrics = host.get("/metrics", null);

        assertThat(metrics.response().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(metrics.text())
                .contains("trueup_refresh_seconds_count{outcome=\"updated\"}")
                .contains("trueup_check_seconds_count{in_sync=\"true\",recommendation=\"none\"} 1")
                .contains("trueup_webhook_seconds_count{source=\"stripe\",status=\"processed\"} 1")
                .contains("http_server_requests_seconds_count{status=\"404\",uri=\"unknown\"} 1")
                .contains("trueup_cache_away 0")
                .doesNotContain("user_ann", "cus_ann", "example.com", "no/such");
    }

    @Test
    void whatIsInFlightIsFinishedBeforeTheEndAndNothingNewIsTaken() throws Exception {
        Gate gate = host.stripe().faults().on("GET", "/v1/customers/").hold();
        CompletableFuture<Answer> inFlight = CompletableFuture.supplyAsync(() -> host.get("/api/user/billing", ANN));
        gate.awaitArrived(1);

        CompletableFuture<Void> end =
                CompletableFuture.runAsync(() -> host.app().close());
        Awaitility.await().until(() -> isRefused(host));
        assertThat(end).isNotDone();
        gate.release();

        assertThat(inFlight.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        end.get(20, TimeUnit.SECONDS);
    }

    @Test
    @Tag("promise:O2")
    void whatDoesNotEndInTimeLosesItsClaimSoThatAnotherInstanceCanHaveIt() throws Exception {
        try (RedisProcess redis = RedisServer.start()) {
            Map<String, String> shared =
                    Map.of("REDIS_URL", redis.uri(), "TRUEUP_REDIS_TIMEOUT", "5s", "TRUEUP_SHUTDOWN_TIMEOUT", "200ms");
            try (Running dying = host.another(shared);
                    Running other = host.another(shared)) {
                Awaitility.await().until(() -> isUp(dying) && isUp(other));
                Gate gate = host.stripe()
                        .faults()
                        .on("GET", "/v1/customers/")
                        .times(1)
                        .hold();
                SignedWebhook event = host.stripeEvent("cus_ann");
                CompletableFuture<Answer> lost =
                        CompletableFuture.supplyAsync(() -> dying.webhook("/api/webhooks/stripe", event));
                gate.awaitArrived(1);

                dying.app().close();
                assertThat(other.webhook("/api/webhooks/stripe", event))
                        .hasToString("200 {\"received\":true,\"status\":\"processed\"}");

                gate.release();
                assertThat(statusOf(lost)).isNotEqualTo(200);
            }
        }
    }

    private static int statusOf(CompletableFuture<Answer> answer) throws Exception {
        try {
            return answer.get(20, TimeUnit.SECONDS).status();
        } catch (ExecutionException broken) {
            return 0;
        }
    }

    private static boolean isUp(Running instance) {
        return instance.get("/api/health", null).text().startsWith("{\"status\":\"UP\"");
    }

    private static boolean isRefused(Running host) {
        try {
            return host.get("/api/health", null).status() == 503;
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
