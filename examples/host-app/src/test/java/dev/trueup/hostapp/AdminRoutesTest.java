package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.testkit.SignedWebhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {

    private static final String ANALYTICS = "/api/admin/analytics";
    private static final String EVENTS = "/api/admin/webhook-events";

    @AutoClose
    private final Running host = Running.start();

    @Test
    void theEventsThatCameAreListedLatestFirst() {
        host.stripeWebhook("cus_ann");
        host.clerkWebhook("user_ann");

        JsonNode events = host.get(EVENTS, ADA).json().path("events");

        assertThat(events).hasSize(2);
        assertThat(events.get(0).path("provider").textValue()).isEqualTo("clerk");
        JsonNode stripes = events.get(1);
        assertThat(stripes.fieldNames())
                .toIterable()
                .containsExactly("provider", "id", "type", "status", "attempts", "receivedAt", "finishedAt", "error");
        assertThat(stripes.path("id").textValue()).startsWith("evt_");
        assertThat(stripes.path("status").textValue()).isEqualTo("processed");
        assertThat(stripes.path("attempts").longValue()).isEqualTo(1);
        assertThat(Instant.parse(stripes.path("receivedAt").textValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(stripes.path("error").isNull()).isTrue();
    }

    @Test
    void theEventsCanBePicked() {
        host.stripeWebhook("cus_ann");
        host.clerkWebhook("user_ann");

        assertThat(host.get(EVENTS + "?type=customer.created", ADA).json().path("events"))
                .hasSize(1);
        assertThat(host.get(EVENTS + "?status=processed&limit=1", ADA).json().path("events"))
                .hasSize(1);
        assertThat(host.get(EVENTS + "?status=dead", ADA).json().path("events")).isEmpty();
        assertThat(host.get(EVENTS + "?status=&type=&limit=", ADA).json().path("events"))
                .hasSize(2);
    }

    @Test
    void aMalformedQuestionIsRefused() {
        for (String query : List.of(
                "?limit=0",
                "?limit=1001",
                "?limit=-1",
                "?limit=x",
                "?status=odd",
                "?status=PROCESSED",
                "?limit=1&limit=2")) {
            assertThat(host.get(EVENTS + query, ADA).status()).as(query).isEqualTo(400);
        }
    }

    @Test
    @Tag("promise:O9")
    void whatIsEarnedIsTold() {
        host.stripeWebhook("sub_ann");

        JsonNode analytics = host.get(ANALYTICS, ADA).json();

        assertThat(analytics.fieldNames())
                .toIterable()
                .contains("mrr", "arr", "activeSubscriptions", "customers", "churnRate", "movements", "insights");
        assertThat(analytics.path("currency").textValue()).isEqualTo("eur");
        assertThat(analytics.path("mrr").longValue()).isEqualTo(2_900);
        assertThat(analytics.path("arr").longValue()).isEqualTo(34_800);
        assertThat(analytics.path("activeSubscriptions").longValue()).isEqualTo(1);
        assertThat(analytics.path("customers").longValue()).isEqualTo(1);
        assertThat(analytics.path("churnRate").doubleValue()).isZero();
        JsonNode movement = analytics.path("movements").get(0);
        assertThat(movement.path("kind").textValue()).isEqualTo("new");
        assertThat(movement.path("amount").longValue()).isEqualTo(2_900);
        assertThat(movement.path("customerId").textValue()).isEqualTo("cus_ann");
        assertThat(Instant.parse(movement.path("at").textValue())).isBeforeOrEqualTo(Instant.now());

        assertThat(host.get(ANALYTICS + "?currency=USD", ADA).json().path("mrr").longValue())
                .isZero();
        assertThat(host.get(ANALYTICS + "?currency=euro", ADA).status()).isEqualTo(400);
    }

    @Test
    void withoutAnyRevenueAllIsZero() {
        JsonNode analytics = host.get(ANALYTICS, ADA).json();

        assertThat(analytics.path("mrr").longValue()).isZero();
        assertThat(analytics.path("movements")).isEmpty();
    }

    @Test
    @Tag("promise:O9")
    void anEventThatWasGivenUpIsWorkedOnAgain() {
        try (Running impatient = host.another(Map.of("TRUEUP_MAX_ATTEMPTS", "1"))) {
            host.stripe().faults().on("GET", "/v1/customers/").times(10).answer(500);
            SignedWebhook event = host.stripeEvent("cus_ann");
            assertThat(impatient.webhook("/api/webhooks/stripe", event).status())
                    .isEqualTo(500);
            assertThat(impatient.webhook("/api/webhooks/stripe", event))
                    .hasToString("200 {\"received\":true,\"status\":\"dead\"}");
            JsonNode dead = impatient.get(EVENTS + "?status=dead", ADA).json().path("events");
            assertThat(dead).hasSize(1);
            host.stripe().faults().clear();
            String retry = EVENTS + "/stripe/" + dead.get(0).path("id").textValue() + "/retry";

            assertThat(impatient.post(retry, ANN, "").status()).isEqualTo(403);
            assertThat(impatient.post(retry, ADA, "")).hasToString("200 {\"received\":true,\"status\":\"processed\"}");

            assertThat(impatient.get(EVENTS + "?status=dead", ADA).json().path("events"))
                    .isEmpty();
        }
    }

    @Test
    void paymentsAreLoadedWhereTheyAreKept() {
        host.stripe().payments().pay("cus_ann", 2_900, "eur");
        assertThat(host.post("/api/stripe/sync", ADA, "{\"kind\":\"payments\"}").status())
                .isEqualTo(400);

        try (Running keeping = host.another(Map.of("TRUEUP_PAYMENTS", "true"))) {
            String run = RunRoutesTest.started(keeping, "{\"kind\":\"payments\"}");
            JsonNode ended = RunRoutesTest.ended(keeping, run);
            assertThat(ended.path("state").textValue()).isEqualTo("succeeded");
            assertThat(ended.path("written").longValue()).isPositive();
        }
    }

    @Test
    void anEventThatNobodyKnowsCannotBeRetried() {
        for (String path :
                List.of("/stripe/evt_none/retry", "/clerk/msg_none/retry", "/nobody/x/retry", "/cache/x/retry")) {
            assertThat(host.post(EVENTS + path, ADA, "").status()).as(path).isEqualTo(404);
        }
    }
}
