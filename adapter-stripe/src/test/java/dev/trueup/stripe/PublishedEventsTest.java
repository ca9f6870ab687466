package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.signed;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event that others published, of API versions from 2012 to today, is read as a reading of the whole tree reads it.
 * What was published without the envelope of an event gets one.
 */
class PublishedEventsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static List<Path> folders() {
        System.out.println("events: " + Payloads.folders());
        return Payloads.folders();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyEventIsRead(Path folder) throws IOException {
        List<JsonNode> events = events(folder);
        assertThat(events).isNotEmpty();

        for (JsonNode event : events) {
            assertRead(event);
        }
    }

    @Test
    void manyKindsOfEventsAreAmongThem() throws IOException {
        Set<String> kinds = new LinkedHashSet<>();
        for (Path folder : Payloads.folders()) {
            for (JsonNode event : events(folder)) {
                WebhookEvent read = StripeSigner.read(MAPPER.writeValueAsBytes(event));
                kinds.add(read.customers().size() + " customers, " + (read.object() == null ? "no object" : "object"));
            }
        }

        assertThat(kinds).contains("1 customers, no object", "1 customers, object", "0 customers, object");
    }

    private static void assertRead(JsonNode event) throws IOException {
        StripeWebhookVerifier.Builder verifier = verifier();
        JsonNode account = event.path("account");
        if (account.isTextual()) {
            verifier.account(account.textValue());
        }

        WebhookEvent read = verifier.build().verify(signed(MAPPER.writeValueAsBytes(event)));

        assertThat(read.key())
                .isEqualTo(new EventKey(
                        Source.STRIPE, account.textValue(), event.path("id").textValue()));
        assertThat(read.type()).isEqualTo(event.path("type").textValue());
        assertThat(read.occurredAt())
                .isEqualTo(Instant.ofEpochSecond(event.path("created").longValue()));
        assertThat(read.live()).isEqualTo(event.path("livemode").booleanValue());
        JsonNode object = event.at("/data/object");
        boolean isCustomer = object.path("object").asText().equals("customer");
        List<CustomerId> customers = new ArrayList<>();
        for (JsonNode id : List.of(
                isCustomer ? object.path("id") : object.path("customer"),
                object.at("/customer/id"),
                event.at("/data/previous_attributes/customer"))) {
            if (id.isTextual()) {
                customers.add(new CustomerId(id.textValue()));
            }
        }
        assertThat(read.customers()).as(event.toString()).containsExactlyElementsOf(customers);
        boolean canBeNamed = !isCustomer
                && !object.path("id").asText("").isEmpty()
                && object.path("object").isTextual();
        assertThat(read.object())
                .isEqualTo(
                        canBeNamed
                                ? new BillingObject(
                                        object.path("object").textValue(),
                                        object.path("id").textValue())
                                : null);
        String user = object.at("/metadata/userId").asText("");
        assertThat(read.user()).isEqualTo(user.isBlank() ? null : new UserId(user)); // a blank one can be nobody's
    }

    /** The events in the files below a folder; of a file that holds none, its data or its objects as events. */
    private static List<JsonNode> events(Path folder) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
                JsonNode told = MAPPER.readTree(Files.readAllBytes(file));
                String name = file.getFileName().toString().replace(".json", "");
                if (told.has("resources")) {
                    told.path("resources")
                            .properties()
                            .forEach(each -> events.add(whole(each.getKey(), each.getValue())));
                } else if (told.isArray()) {
                    told.forEach(each -> events.add(whole(each.path("object").asText(), each)));
                } else {
                    events.add(whole(name, told));
                }
            }
        }
        return events;
    }

    private static JsonNode whole(String name, JsonNode told) {
        if (told.path("object").asText().equals("event")) {
            return told;
        }
        ObjectNode data = told.path("object").isObject()
                ? (ObjectNode) told
                : JsonNodeFactory.instance.objectNode().set("object", told);
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("id", "evt_" + name).put("object", "event").put("type", name).put("created", 1_326_853_478L);
        event.put("livemode", false).put("pending_webhooks", 1).putNull("request");
        event.set("data", data);
        return event;
    }
}
