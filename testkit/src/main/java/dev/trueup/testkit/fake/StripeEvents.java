package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's events about the changes of a fake. Guarded by the monitor of the {@link StripeApi}.
 *
 * @see <a href="https://docs.stripe.com/api/events/object">Stripe: the event object</a>
 */
final class StripeEvents {

    /** The version of the objects as {@link StripeJson} shows them. */
    private static final String API_VERSION = "2026-07-29.dahlia";

    private final Clock clock;
    private final boolean livemode;
    private final Ids ids = new Ids();
    private final int kept;
    private final EventJournal journal;
    private final Table<StripeEventList.Row> rows = new Table<>();

    StripeEvents(Clock clock, boolean livemode, int kept) {
        this.clock = clock;
        this.livemode = livemode;
        this.kept = kept;
        this.journal = new EventJournal(kept);
    }

    /** The events that the API lists. */
    Table<StripeEventList.Row> rows() {
        return rows;
    }

    EventJournal journal() {
        return journal;
    }

    /** Something that has no earlier state, or whose earlier state Stripe does not tell. */
    void add(String type, ObjectNode object) {
        append(type, object, null);
    }

    /** A change; one that changes nothing makes no event. */
    void addChange(String type, ObjectNode before, ObjectNode after) {
        ObjectNode previous = previous(before, after);
        if (!previous.isEmpty()) {
            append(type, after, previous);
        }
    }

    private void append(String type, ObjectNode object, @Nullable ObjectNode previous) {
        if (!journal.isOpen()) {
            journal.skip();
            return;
        }
        String id = ids.next("evt_");
        Instant created = clock.instant();
        ObjectNode event = Json.object();
        event.put("id", id).put("object", "event").put("api_version", API_VERSION);
        event.put("created", created.getEpochSecond());
        ObjectNode data = event.putObject("data");
        data.set("object", object);
        if (previous != null) {
            data.set("previous_attributes", previous);
        }
        event.put("livemode", livemode).put("pending_webhooks", 1);
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.put("type", type);
        String subject = object.path("id").asText();
        String body = Json.write(event);
        journal.append(number -> {
            FakeEvent told = new FakeEvent(number, Source.STRIPE, id, type, subject, body);
            list(told, created);
            return told;
        });
    }

    private void list(FakeEvent event, Instant created) {
        rows.put(
                event.id(), new StripeEventList.Row(event, created), created.getEpochSecond(), Set.of(StripeState.ALL));
        Timeline all = rows.list(StripeState.ALL);
        if (all.size() > kept) {
            rows.remove(all.get(0));
        }
    }

    /** What had another value before, with nested objects cut down to what changed in them. */
    private static ObjectNode previous(ObjectNode before, ObjectNode after) {
        ObjectNode previous = Json.object();
        before.properties().forEach(field -> {
            JsonNode now = after.path(field.getKey());
            if (field.getValue() instanceof ObjectNode was && now instanceof ObjectNode is) {
                ObjectNode nested = previous(was, is);
                if (!nested.isEmpty()) {
                    previous.set(field.getKey(), nested);
                }
            } else if (!field.getValue().equals(now)) {
                previous.set(field.getKey(), field.getValue());
            }
        });
        after.fieldNames().forEachRemaining(name -> {
            if (!before.has(name)) {
                previous.putNull(name);
            }
        });
        return previous;
    }

    /**
     * The thin form, which names the object and shows nothing of it. An event of its own for Stripe, hence another id.
     *
     * @see <a href="https://docs.stripe.com/event-destinations#thin-events">Stripe: thin events</a>
     */
    static FakeEvent thin(FakeEvent snapshot) {
        JsonNode full = Json.parseObject(snapshot.body())
                .filter(event -> event.path("object").asText().equals("event")
                        && event.path("data").has("object")
                        && snapshot.source() == Source.STRIPE)
                .orElseThrow(() -> new IllegalArgumentException("not a snapshot event of Stripe: " + snapshot));
        JsonNode object = full.path("data").path("object");
        String id = snapshot.id().replace("evt_", "evt_thin_");
        String type = "v1." + snapshot.type();
        Instant created = Instant.ofEpochSecond(full.path("created").asLong());
        ObjectNode thin = Json.object();
        thin.put("id", id).put("object", "v2.core.event").put("type", type);
        thin.put("created", created.toString());
        thin.put("livemode", full.path("livemode").asBoolean());
        String kind = object.path("object").asText();
        thin.putObject("related_object")
                .put("id", snapshot.subject())
                .put("type", kind)
                .put("url", "/v1/" + kind.replace('.', '/') + "s/" + snapshot.subject());
        thin.putNull("context");
        return new FakeEvent(snapshot.number(), Source.STRIPE, id, type, snapshot.subject(), Json.write(thin));
    }
}
