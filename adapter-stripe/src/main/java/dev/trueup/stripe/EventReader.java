package dev.trueup.stripe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which event a body is, without building a tree of it. What is not needed is skipped, but has to be JSON as well.
 * A snapshot event has {@code data.object}; a thin one says so and may have a {@code related_object}. One reader reads
 * one body.
 *
 * @see <a href="https://docs.stripe.com/api/events/object">Stripe: the event object</a>
 * @see <a href="https://docs.stripe.com/api/v2/core/events/object">Stripe: the event object of API v2</a>
 */
final class EventReader {

    private static final String THIN = "v2.core.event";
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final JsonParser json;
    private @Nullable String id;
    private @Nullable String kind;
    private @Nullable String type;
    private @Nullable Boolean live;
    private @Nullable String account;
    private @Nullable String formerlyAccount; // what "account" was called before API version 2017-05-25
    private @Nullable String context;
    private @Nullable Instant created;
    private @Nullable EventObject object;
    private EventObject before = EventObject.UNTOLD;
    private EventObject related = EventObject.UNTOLD;

    private EventReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads the whole body.
     *
     * @throws WebhookRejectedException if it is not an event as Stripe writes them
     */
    static WebhookEvent read(byte[] body) {
        try (JsonParser json = Json.parser(body)) {
            EventReader reader = new EventReader(json);
            json.nextToken();
            Json.fields(json, reader::envelope);
            if (json.nextToken() != null) {
                throw new IOException("more than one value");
            }
            return reader.event();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            // Not JSON, or an id or a time that can be none. No cause: its message could quote the body.
            throw new WebhookRejectedException(Reason.BODY_MALFORMED);
        }
    }

    private void envelope(String name) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(json);
            case "object" -> kind = Json.text(json);
            case "type" -> type = Json.text(json);
            case "livemode" -> live = Json.flag(json);
            case "account" -> account = Json.text(json);
            case "user_id" -> formerlyAccount = Json.text(json);
            case "context" -> context = Json.text(json);
            case "created" -> created = time();
            case "data" -> Json.fields(json, this::data);
            case "related_object" -> related = EventObject.related(json);
            default -> json.skipChildren();
        }
    }

    private void data(String name) throws IOException {
        switch (name) {
            case "object" -> object = json.currentToken() == JsonToken.START_OBJECT ? EventObject.snapshot(json) : null;
            case "previous_attributes" -> before = EventObject.snapshot(json);
            default -> json.skipChildren();
        }
    }

    /** Epoch seconds, or a text in thin events. */
    private Instant time() throws IOException {
        Instant time =
                switch (json.currentToken()) {
                    case VALUE_NUMBER_INT -> Instant.ofEpochSecond(json.getLongValue());
                    case VALUE_STRING -> Instant.parse(json.getText());
                    default -> throw new IOException("no time");
                };
        if (time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
            throw new IOException("created lies outside of what can be");
        }
        return time;
    }

    private WebhookEvent event() throws IOException {
        EventObject about = THIN.equals(kind) ? related : object;
        if (id == null || type == null || created == null || about == null) {
            throw new IOException("no event");
        }
        EventKey key = new EventKey(Source.STRIPE, account(), id);
        return new WebhookEvent(key, type, created, live, customers(about), about.user(), about.billingObject());
    }

    private @Nullable String account() {
        if (account != null) {
            return account;
        }
        return formerlyAccount == null ? context : formerlyAccount;
    }

    /** The customer of the object, and the one that it belonged to before. */
    private Set<CustomerId> customers(EventObject about) {
        Set<CustomerId> customers = new LinkedHashSet<>();
        if (about.customerId() != null) {
            customers.add(new CustomerId(about.customerId()));
        }
        if (before.customer() != null) {
            customers.add(new CustomerId(before.customer()));
        }
        return customers;
    }
}
