package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise:P5")
class PublishedPaymentsTest {

    @Test
    void everyChargeAndIntentIsUnderstood() {
        assertUnderstood("charge", Payloads::charge);
        assertUnderstood("payment_intent", Payloads::intent);
    }

    @Test
    void everyInvoiceIsUnderstood() {
        int ofSubscriptions = 0;
        List<JsonObject> all = published("invoice");
        assertThat(all).isNotEmpty();
        for (JsonObject json : all) {
            Optional<InvoiceData> told = Payloads.invoice(json);

            assertThat(told.map(it -> it.customer().value())).isEqualTo(customer(json));
            told.ifPresent(it -> {
                assertThat(it.id()).isEqualTo(json.get("id").getAsString());
                assertThat(it.status()).isEqualTo(json.get("status").getAsString());
                assertThat(it.total()).isEqualTo(json.get("total").getAsLong());
                assertThat(it.amountRemaining())
                        .isEqualTo(json.get("amount_remaining").getAsLong());
                assertThat(it.attemptCount()).isNotNegative();
            });
            ofSubscriptions += told.filter(it -> it.subscription() != null).isPresent() ? 1 : 0;
        }
        assertThat(ofSubscriptions).isPositive();
    }

    private static void assertUnderstood(String kind, Function<JsonObject, Optional<PaymentData>> read) {
        List<JsonObject> all = published(kind);
        assertThat(all).isNotEmpty();
        for (JsonObject json : all) {
            Optional<PaymentData> told = read.apply(json);

            assertThat(told.map(it -> it.customer().value())).isEqualTo(customer(json));
            told.ifPresent(it -> {
                assertThat(it.id()).isEqualTo(json.get("id").getAsString());
                assertThat(it.amount()).isEqualTo(json.get("amount").getAsLong());
                assertThat(it.status()).isEqualTo(json.get("status").getAsString());
                assertThat(it.currency()).isEqualTo(json.get("currency").getAsString());
            });
        }
    }

    /**
     * An invoice that is to come has no id and is in no list. Some of dj-stripe's disputes hold payments as its own
     * serializer writes them, with texts for amounts and errors.
     */
    private static List<JsonObject> published(String kind) {
        List<JsonObject> all = new ArrayList<>();
        Payloads.folders().forEach(folder -> all.addAll(Payloads.allOf(kind, folder)));
        all.removeIf(it -> !it.has("id") || isText(it, "amount") || isText(it, "last_payment_error"));
        return all;
    }

    private static boolean isText(JsonObject in, String field) {
        return in.get(field) instanceof JsonPrimitive value && value.isString();
    }

    private static Optional<String> customer(JsonObject json) {
        @Nullable JsonElement customer = json.get("customer");
        if (customer instanceof JsonObject expanded) {
            return Optional.of(expanded.get("id").getAsString());
        }
        return customer == null || customer.isJsonNull() ? Optional.empty() : Optional.of(customer.getAsString());
    }
}
