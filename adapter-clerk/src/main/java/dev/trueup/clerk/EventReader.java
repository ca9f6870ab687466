package dev.trueup.clerk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which event a body is, without building a tree of it. What is not needed is skipped, but has to be JSON as well.
 * One reader reads one body.
 *
 * @see <a href="https://clerk.com/docs/webhooks/overview">Clerk: webhooks</a>
 */
final class EventReader {

    private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private final JsonParser json;
    private @Nullable String type;
    private @Nullable String instance;
    private @Nullable Instant timestamp;
    private boolean hasData;
    private @Nullable String id;
    private @Nullable String user;
    private @Nullable String payer;

    private EventReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads the whole body.
     *
     * @param signature what it was signed with: it names the event, and tells its time if the body does not
     * @param instance the instance that it has to come from; {@code null} for any
     * @throws WebhookRejectedException if it is not an event as Clerk writes them, or one of another instance
     */
    static WebhookEvent read(byte[] body, SvixSignature signature, @Nullable String instance) {
        try (JsonParser json = Json.parser(body)) {
            EventReader reader = new EventReader(json);
            json.nextToken();
            Json.fields(json, reader::envelope);
            if (json.nextToken() != null) {
                throw new IOException("more than one value");
            }
            WebhookEvent event = reader.event(signature);
            if (instance != null && !instance.equals(reader.instance)) {
                throw new WebhookRejectedException(Reason.WRONG_ACCOUNT);
            }
            return event;
        } catch (IOException | IllegalArgumentException e) {
            // Not JSON, or an id that can be none. No cause: its message could quote the body.
            throw new WebhookRejectedException(Reason.BODY_MALFORMED);
        }
    }

    private void envelope(String name) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(json);
            case "instance_id" -> instance = Json.text(json);
            case "timestamp" -> timestamp = time();
            case "data" -> {
                hasData = json.currentToken() == JsonToken.START_OBJECT;
                Json.fields(json, this::data);
            }
            default -> json.skipChildren();
        }
    }

    private void data(String name) throws IOException {
        switch (name) {
            case "id" -> id = Json.hint(json);
            case "user_id" -> user = Json.hint(json);
            case "payer" ->
                Json.fields(json, field -> {
                    String value = Json.hint(json);
                    if (field.equals("user_id")) {
                        payer = value;
                    }
                });
            default -> json.skipChildren();
        }
    }

    /** Epoch milliseconds, if they can be that: some of Clerk's own examples have seconds, and guessing is no reading. */
    private @Nullable Instant time() throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            json.skipChildren();
            return null;
        }
        long millis = json.getLongValue();
        return millis < EARLIEST || millis >= LATEST ? null : Instant.ofEpochMilli(millis);
    }

    private WebhookEvent event(SvixSignature signature) throws IOException {
        if (type == null || !hasData) {
            throw new IOException("no event");
        }
        Instant at = timestamp == null ? signature.signedAt() : timestamp;
        return new WebhookEvent(signature.key(), type, at, null, Set.of(), namedUser(type), null);
    }

    /** The user that the event is about, and must name; else one that it mentions, if it does. */
    private @Nullable UserId namedUser(String type) throws IOException {
        if (type.startsWith("user.")) {
            if (id == null) {
                throw new IOException("no user");
            }
            return new UserId(id);
        }
        UserId mentioned = mentioned(user);
        return mentioned == null ? mentioned(payer) : mentioned;
    }

    /** An organization that pays has a payer whose user is an empty text. */
    private static @Nullable UserId mentioned(@Nullable String id) {
        try {
            return id == null ? null : new UserId(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
