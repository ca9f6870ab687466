package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CustomerJson} writes. Names that it does not know are passed over, so that a later release may add
 * some; whatever else is not as written is an error.
 */
final class CustomerReader {

    private CustomerReader() {}

    static CustomerSnapshot live(JsonParser json) throws IOException {
        Fields customer = whole(json);
        List<String> ids = customer.all("subscriptions", String.class);
        List<Fields> details = customer.all("details", Fields.class);
        if (details.size() != ids.size()) {
            throw new IOException("details of " + details.size() + " of " + ids.size() + " subscriptions");
        }
        List<SubscriptionData> subscriptions = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            subscriptions.add(subscription(ids.get(i), details.get(i)));
        }
        return new CustomerSnapshot(
                new StripeCustomerData(
                        new CustomerId(customer.text("stripeCustomerId")),
                        customer.optionalText("email"),
                        new UserId(customer.text("userId")),
                        customer.optionalText("name"),
                        ids,
                        customer.optionalText("defaultPaymentMethod"),
                        customer.time("created"),
                        customer.time("updatedAt")),
                subscriptions,
                payment(customer.optional("payment", Fields.class)));
    }

    static CustomerId gone(JsonParser json) throws IOException {
        return new CustomerId(whole(json).text("stripeCustomerId"));
    }

    private static SubscriptionData subscription(String id, Fields of) throws IOException {
        List<SubscriptionData.Item> items = new ArrayList<>();
        for (Fields item : of.all("items", Fields.class)) {
            items.add(item(item));
        }
        return new SubscriptionData(
                id,
                of.text("status"),
                of.optionalText("price"),
                of.optionalTime("start"),
                of.optionalTime("end"),
                Boolean.TRUE.equals(of.optional("ending", Boolean.class)),
                of.optionalTime("canceled"),
                of.optionalTime("trialStart"),
                of.optionalTime("trialEnd"),
                of.time("created"),
                items);
    }

    private static SubscriptionData.Item item(Fields of) throws IOException {
        Long intervals = of.optional("intervals", Long.class);
        return new SubscriptionData.Item(
                of.text("id"),
                of.text("price"),
                of.optional("amount", Long.class),
                of.text("currency"),
                of.optionalText("interval"),
                intervals == null ? 1 : intervals,
                of.optional("quantity", Long.class));
    }

    private static @Nullable PaymentSummary payment(@Nullable Fields of) throws IOException {
        return of == null
                ? null
                : new PaymentSummary(
                        of.text("type"),
                        of.optionalText("brand"),
                        of.optionalText("last4"),
                        of.optionalInt("expMonth"),
                        of.optionalInt("expYear"));
    }

    /** The object that is all there is to read. */
    private static Fields whole(JsonParser json) throws IOException {
        json.nextToken();
        if (!(value(json) instanceof Fields fields) || json.nextToken() != null) {
            throw new IOException("not one object");
        }
        return fields;
    }

    /** The value that begins with the present token. */
    private static @Nullable Object value(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IOException("nothing");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> values = new HashMap<>();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    values.put(name, value(json));
                }
                yield new Fields(values);
            }
            case START_ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(json));
                }
                yield values;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + token);
        };
    }
}
