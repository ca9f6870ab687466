package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a customer as it stands in Redis: the eight fields of {@link StripeCustomerData} by their own names, always
 * all of them, then what else a snapshot holds. Times are whole seconds since 1970; what a time has beyond them stands
 * beside it under its name and {@code Nanos}. {@code details} are the subscriptions in the order of their ids, under short
 * names and without what is as usual, because every byte is paid for in memory.
 */
final class CustomerJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10)
                    .maxNumberLength(20)
                    .maxNameLength(64)
                    .maxStringLength(1_000_000)
                    .maxDocumentLength(20_000_000)
                    .build())
            .build();

    /** Half of a surrogate pair has no UTF-8 form, but an escape. */
    private static final JsonFactory ESCAPED =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private CustomerJson() {}

    /** A live customer. */
    static byte[] write(CustomerSnapshot snapshot) throws IOException {
        return write(json -> snapshot(json, snapshot));
    }

    /** A customer that is gone. */
    static byte[] write(CustomerId gone) throws IOException {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("stripeCustomerId", gone.value());
            json.writeEndObject();
        });
    }

    /**
     * Reads a live customer from an offset to the end.
     *
     * @throws IOException if the bytes are not what {@link #write} wrote; its message may quote them
     */
    static CustomerSnapshot readLive(byte[] bytes, int offset) throws IOException {
        try (JsonParser json = JSON.createParser(bytes, offset, bytes.length - offset)) {
            return CustomerReader.live(json);
        }
    }

    /** Reads a customer that is gone, as {@link #readLive}. */
    static CustomerId readGone(byte[] bytes, int offset) throws IOException {
        try (JsonParser json = JSON.createParser(bytes, offset, bytes.length - offset)) {
            return CustomerReader.gone(json);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Writing writing) throws IOException {
        try {
            return write(JSON, writing);
        } catch (JsonGenerationException e) {
            return write(ESCAPED, writing);
        }
    }

    private static byte[] write(JsonFactory factory, Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(768);
        try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
            writing.to(json);
        }
        return out.toByteArray();
    }

    private static void snapshot(JsonGenerator json, CustomerSnapshot snapshot) throws IOException {
        StripeCustomerData customer = snapshot.customer();
        json.writeStartObject();
        json.writeStringField("stripeCustomerId", customer.stripeCustomerId().value());
        json.writeStringField("email", customer.email());
        json.writeStringField("userId", customer.userId().value());
        json.writeStringField("name", customer.name());
        json.writeArrayFieldStart("subscriptions");
        for (String id : customer.subscriptions()) {
            json.writeString(id);
        }
        json.writeEndArray();
        json.writeStringField("defaultPaymentMethod", customer.defaultPaymentMethod());
        time(json, "created", customer.created());
        time(json, "updatedAt", customer.updatedAt());
        if (!snapshot.subscriptions().isEmpty()) {
            json.writeArrayFieldStart("details");
            for (SubscriptionData subscription : snapshot.subscriptions()) {
                subscription(json, subscription);
            }
            json.writeEndArray();
        }
        if (snapshot.payment() != null) {
            payment(json, snapshot.payment());
        }
        json.writeEndObject();
    }

    private static void subscription(JsonGenerator json, SubscriptionData it) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", it.status());
        text(json, "price", it.priceId());
        time(json, "start", it.currentPeriodStart());
        time(json, "end", it.currentPeriodEnd());
        if (it.cancelAtPeriodEnd()) {
            json.writeBooleanField("ending", true);
        }
        time(json, "canceled", it.canceledAt());
        time(json, "trialStart", it.trialStart());
        time(json, "trialEnd", it.trialEnd());
        time(json, "created", it.created());
        json.writeArrayFieldStart("items");
        for (SubscriptionData.Item item : it.items()) {
            item(json, item);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void item(JsonGenerator json, SubscriptionData.Item it) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", it.id());
        json.writeStringField("price", it.priceId());
        number(json, "amount", it.unitAmount());
        json.writeStringField("currency", it.currency());
        text(json, "interval", it.interval());
        if (it.intervalCount() != 1) {
            json.writeNumberField("intervals", it.intervalCount());
        }
        number(json, "quantity", it.quantity());
        json.writeEndObject();
    }

    private static void payment(JsonGenerator json, PaymentSummary it) throws IOException {
        json.writeObjectFieldStart("payment");
        json.writeStringField("type", it.type());
        text(json, "brand", it.brand());
        text(json, "last4", it.last4());
        number(json, "expMonth", it.expMonth());
        number(json, "expYear", it.expYear());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.longValue());
        }
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            long seconds = value.getEpochSecond();
            int nanos = value.getNano();
            json.writeNumberField(name, seconds);
            if (nanos != 0) {
                json.writeNumberField(name + "Nanos", nanos);
            }
        }
    }
}
