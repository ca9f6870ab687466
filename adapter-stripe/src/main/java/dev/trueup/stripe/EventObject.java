package dev.trueup.stripe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trueup.model.BillingObject;
import dev.trueup.model.UserId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an event tells of the object that it is about, each part of it only if it is there.
 *
 * @param type as Stripe's {@code object} field says
 * @param id its id; the invoice of {@code invoice.upcoming} has none yet
 * @param customer the id of the customer that it belongs to, if it names one
 * @param user the user that it hints at
 */
record EventObject(
        @Nullable String type,
        @Nullable String id,
        @Nullable String customer,
        @Nullable UserId user) {

    /** An object of which nothing is told. */
    static final EventObject UNTOLD = new EventObject(null, null, null, null);

    /** Reads {@code data.object} or {@code previous_attributes}, which begins with the present token. */
    static EventObject snapshot(JsonParser json) throws IOException {
        Found found = new Found();
        Json.fields(json, name -> {
            switch (name) {
                case "object" -> found.type = Json.text(json);
                case "id" -> found.id = Json.text(json);
                case "customer" -> found.customer = reference(json);
                case "metadata" ->
                    Json.fields(json, key -> {
                        String value = Json.hint(json);
                        if (key.equals(StripeMapping.USER_ID)) {
                            found.userId = value;
                        }
                    });
                case "client_reference_id" -> found.clientReference = Json.hint(json);
                default -> json.skipChildren();
            }
        });
        UserId user = StripeMapping.userId(found.userId);
        return new EventObject(
                found.type,
                found.id,
                found.customer,
                user == null && "checkout.session".equals(found.type)
                        ? StripeMapping.userId(found.clientReference)
                        : user);
    }

    /** Reads {@code related_object}, which begins with the present token. */
    static EventObject related(JsonParser json) throws IOException {
        Found found = new Found();
        Json.fields(json, name -> {
            switch (name) {
                case "type" -> found.type = Json.text(json);
                case "id" -> found.id = Json.text(json);
                default -> json.skipChildren();
            }
        });
        return new EventObject(found.type, found.id, null, null);
    }

    boolean isCustomer() {
        return "customer".equals(type);
    }

    /** The id of the customer that it is or belongs to. */
    @Nullable
    String customerId() {
        return isCustomer() ? id : customer;
    }

    /** The object, if it is no customer and can be named. */
    @Nullable
    BillingObject billingObject() {
        if (isCustomer() || type == null || type.isEmpty() || id == null || id.isEmpty()) {
            return null;
        }
        return new BillingObject(type, id);
    }

    /** The id of an object that is told by its id, or in full. */
    private static @Nullable String reference(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.START_OBJECT ? related(json).id : Json.text(json);
    }

    private static final class Found {
        private @Nullable String type;
        private @Nullable String id;
        private @Nullable String customer;
        private @Nullable String userId;
        private @Nullable String clientReference;
    }
}
