package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SyncHealthTest {

    private static final String HEALTH = "/api/admin/sync-health";
    private static final String CHECK = "/api/user/check-kv-sync";
    private static final String BILLING = "/api/user/billing";

    @Test
    @Tag("promise:O8")
    void adminsSeeWhatHappenedAndNobodyElseDoes() {
        try (Running host = Running.start()) {
            host.get(BILLING, ANN);
            host.get(BILLING, ANN);
            host.get(CHECK, ANN);
            host.get(CHECK, BOB);
            host.get(BILLING, null);

            assertThat(host.get(HEALTH, ANN)).hasToString("403 {\"error\":\"Forbidden\"}");
            JsonNode health = host.get(HEALTH, ADA).json();

            assertThat(health.fieldNames()).toIterable().containsExactly("windowSeconds", "totals", "rates", "alerts");
            assertThat(health.path("windowSeconds").longValue()).isEqualTo(300);
            JsonNode totals = health.path("totals");
            assertThat(totals.path("checks").longValue()).isEqualTo(2);
            assertThat(totals.path("inSync").longValue()).isEqualTo(1);
            assertThat(totals.path("outOfSync").longValue()).isEqualTo(1);
            assertThat(totals.path("cacheHits").longValue()).isEqualTo(1);
            assertThat(totals.path("cacheMisses").longValue()).isEqualTo(1);
            assertThat(totals.path("syncs").longValue()).isEqualTo(1);
            assertThat(totals.path("apiCalls").longValue()).isPositive();
            assertThat(totals.path("apiErrors").longValue()).isZero();
            assertThat(totals.path("authentications").longValue()).isEqualTo(7);
            assertThat(totals.path("authenticationErrors").longValue()).isEqualTo(1);
            assertThat(totals.path("users").isNull()).isTrue();
            assertThat(health.at("/rates/unsyncRate").doubleValue()).isEqualTo(0.5);
            assertThat(health.at("/rates/cacheHitRate").doubleValue()).isEqualTo(0.5);
            assertThat(health.at("/rates/meanResponseMillis").doubleValue()).isPositive();
            assertThat(StreamSupport.stream(health.path("alerts").spliterator(), false)
                            .map(it -> it.path("name").textValue()))
                    .containsExactly(
                            "high_unsync_rate",
                            "cache_miss_rate",
                            "sync_failures",
                            "api_errors",
                            "slow_responses",
                            "authentication_errors");
            assertThat(alert(host, "high_unsync_rate"))
                    .hasToString("{\"name\":\"high_unsync_rate\",\"severity\":\"warning\","
                            + "\"value\":0.5,\"threshold\":0.05,\"firing\":false}");
        }
    }

    @Test
    void callsThatStripeDoesNotAnswerFireAnAlertWhichCeasesWhenItAnswersAgain() {
        try (Running host = Running.start(Map.of("TRUEUP_HEALTH_API_ERRORS", "20%,40%"))) {
            host.get(BILLING, ANN);
            host.stripe().faults().on("GET", "/v1/").answer(401);
            times(5, host, CHECK, ANN);

            JsonNode fires = alert(host, "api_errors");
            assertThat(fires.path("firing").booleanValue()).isTrue();
            assertThat(fires.path("threshold").doubleValue()).isIn(0.2, 0.4);
            assertThat(host.get("/metrics", null).text())
                    .containsPattern("trueup_health_alert\\{name=\"api_errors\",severity=\"\\w+\"} 1.0")
                    .contains("trueup_source_calls_seconds_count{answered=\"false\",source=\"stripe\"} 5");

            host.stripe().faults().clear();
            times(20, host, CHECK, ANN);

            assertThat(alert(host, "api_errors").path("firing").booleanValue()).isFalse();
            assertThat(alert(host, "api_errors").path("value").doubleValue()).isPositive();
        }
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        try (Running host = Running.start(Map.of("TRUEUP_HEALTH_WINDOW", "1s", "TRUEUP_HEALTH_MIN_SAMPLES", "1"))) {
            host.get(BILLING, ANN);
            host.stripe().faults().on("GET", "/v1/").answer(401);
            host.get(CHECK, ANN);

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                JsonNode totals = host.get(HEALTH, ADA).json().path("totals");
                return totals.path("apiCalls").longValue()
                                + totals.path("checks").longValue()
                        == 0;
            });

            assertThat(alert(host, "api_errors").path("firing").booleanValue()).isFalse();
        }
    }

    @Test
    void requestsWithoutASessionFireAnAlert() {
        try (Running host = Running.start(Map.of("TRUEUP_HEALTH_MIN_SAMPLES", "10"))) {
            times(9, host, BILLING, null);

            JsonNode alert = alert(host, "authentication_errors");

            assertThat(alert.path("firing").booleanValue()).isTrue();
            assertThat(alert.path("severity").textValue()).isEqualTo("critical");
            assertThat(alert.path("value").doubleValue()).isEqualTo(0.9);
        }
    }

    private static JsonNode alert(Running host, String name) {
        JsonNode alerts = host.get(HEALTH, ADA).json().path("alerts");
        return StreamSupport.stream(alerts.spliterator(), false)
                .filter(it -> it.path("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void times(int number, Running host, String path, @Nullable String user) {
        for (int i = 0; i < number; i++) {
            host.get(path, user);
        }
    }
}
