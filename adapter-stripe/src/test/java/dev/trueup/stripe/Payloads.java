package dev.trueup.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeObject;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.SubscriptionData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** JSON as Stripe sends it, from files, and what stripe-java and the mapping make of it. */
final class Payloads {

    private static final Path PUBLISHED = Path.of("..", "..", "shared", "fixtures");

    private Payloads() {}

    /** The folders of payloads that others published; if they are not there, the samples of this project. */
    static List<Path> folders() {
        List<Path> published = Stream.of("pay", "dj-stripe", "stripe-openapi")
                .map(PUBLISHED::resolve)
                .filter(Files::isDirectory)
                .toList();
        return published.isEmpty() ? List.of(samples()) : published;
    }

    static Path samples() {
        return Path.of("src", "test", "resources", "samples");
    }

    /** Every object of this kind at any depth of any JSON file below the folder. */
    static List<JsonObject> allOf(String kind, Path folder) {
        List<JsonObject> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(file -> {
                collect(kind, read(file), found);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The object with this id in a file of the project's samples. */
    static JsonObject sample(String file, String id) {
        for (JsonElement each : read(samples().resolve(file)).getAsJsonArray()) {
            if (each.getAsJsonObject().get("id").getAsString().equals(id)) {
                return each.getAsJsonObject();
            }
        }
        throw new IllegalArgumentException("no " + id + " in " + file);
    }

    static BillingCustomer customer(JsonObject json) {
        return StripeMapping.customer(StripeObject.deserializeStripeObject(json.toString(), Customer.class, null));
    }

    static SubscriptionData subscription(JsonObject json) {
        Subscription told = StripeObject.deserializeStripeObject(json.toString(), Subscription.class, null);
        List<SubscriptionItem> items =
                told.getItems() == null ? List.of() : told.getItems().getData();
        return SubscriptionMapping.of(told, items, Map.of(), () -> json);
    }

    static Optional<PaymentData> charge(JsonObject json) {
        return PaymentMapping.charge(StripeObject.deserializeStripeObject(json.toString(), Charge.class, null));
    }

    static Optional<PaymentData> intent(JsonObject json) {
        return PaymentMapping.intent(StripeObject.deserializeStripeObject(json.toString(), PaymentIntent.class, null));
    }

    static Optional<InvoiceData> invoice(JsonObject json) {
        return PaymentMapping.invoice(
                StripeObject.deserializeStripeObject(json.toString(), Invoice.class, null), () -> json);
    }

    private static JsonElement read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String kind, JsonElement in, List<JsonObject> found) {
        if (in instanceof JsonArray array) {
            array.forEach(each -> collect(kind, each, found));
        } else if (in instanceof JsonObject object) {
            JsonElement is = object.get("object");
            if (is != null && is.isJsonPrimitive() && is.getAsString().equals(kind)) {
                found.add(object);
            }
            object.entrySet().forEach(each -> collect(kind, each.getValue(), found));
        }
    }
}
