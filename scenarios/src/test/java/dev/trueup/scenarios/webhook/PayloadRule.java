package dev.trueup.scenarios.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.testkit.fake.FakeEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What many engines do: keep the object that an event shows, unless what is kept came with a later {@code created}. Here
 * for comparison, fed with the events in the order in which they arrived.
 */
final class PayloadRule {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Long> stamps = new HashMap<>();
    private final Ledger ledger = new Ledger();

    /** What the rule makes of these arrivals. */
    static Ledger after(List<String> arrivals, Collection<FakeEvent> events) {
        Map<String, FakeEvent> byId = new HashMap<>();
        events.forEach(event -> byId.put(event.id(), event));
        PayloadRule rule = new PayloadRule();
        for (String id : arrivals) {
            FakeEvent event = byId.get(id);
            if (event != null && event.type().startsWith("customer.")) {
                rule.apply(event);
            }
        }
        return rule.ledger;
    }

    private void apply(FakeEvent event) {
        JsonNode json = parse(event.body());
        long created = json.path("created").asLong();
        String id = event.subject();
        if (created >= stamps.getOrDefault(id, 0L)) {
            stamps.put(id, created);
            boolean gone = event.type().equals("customer.deleted");
            ledger.write(gone ? Ledger.gone(id) : Ledger.line(json.at("/data/object")));
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fake's event is no JSON", e);
        }
    }
}
