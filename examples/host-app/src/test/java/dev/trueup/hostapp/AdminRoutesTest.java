package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {

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
    void whatThisVersionCannotDoIsSaid() {
        assertThat(host.get("/api/admin/analytics", ADA))
                .hasToString("501 {\"error\":\"Analytics are not in this version\"}");
    }
}
