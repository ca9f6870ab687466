package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import java.io.IOException;
import java.util.Map;

/**
 * The JSON of a customer as it stands in Redis: the eight fields of {@link StripeCustomerData} by their own names, always
 * all of them, then what else a snapshot holds. {@code details} are the subscriptions in the order of their ids, under short
 * names and without what is as usual, because every byte is paid for in memory.
 */
final class CustomerJson {

    private CustomerJson() {}

    /** A live customer. */
    static byte[] write(CustomerSnapshot snapshot) throws IOException {
        return Json.write(json -> snapshot(json, snapshot));
    }

    /** A customer that is gone. */
    static byte[] write(CustomerId gone) throws IOException {
        return Json.write(json -> {
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
        return CustomerReader.live(Json.read(bytes, offset));
    }

    /** Reads a customer that is gone, as {@link #readLive}. */
    static CustomerId readGone(byte[] bytes, int offset) throws IOException {
        return CustomerReader.gone(Json.read(bytes, offset));
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
        Json.time(json, "created", customer.created());
        Json.time(json, "updatedAt", customer.updatedAt());
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
        Json.text(json, "price", it.priceId());
        Json.time(json, "start", it.currentPeriodStart());
        Json.time(json, "end", it.currentPeriodEnd());
        if (it.cancelAtPeriodEnd()) {
            json.writeBooleanField("ending", true);
        }
        Json.time(json, "canceled", it.canceledAt());
        Json.time(json, "trialStart", it.trialStart());
        Json.time(json, "trialEnd", it.trialEnd());
        Json.time(json, "created", it.created());
        json.writeArrayFieldStart("items");
        for (SubscriptionData.Item item : it.items()) {
            item(json, item);
        }
        json.writeEndArray();
        terms(json, it.terms());
        json.writeEndObject();
    }

    private static void item(JsonGenerator json, SubscriptionData.Item it) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", it.id());
        json.writeStringField("price", it.priceId());
        Json.number(json, "amount", it.unitAmount());
        json.writeStringField("currency", it.currency());
        Json.text(json, "interval", it.interval());
        if (it.intervalCount() != 1) {
            json.writeNumberField("intervals", it.intervalCount());
        }
        Json.number(json, "quantity", it.quantity());
        if (it.pricing() != null) {
            pricing(json, it.pricing());
        }
        json.writeEndObject();
    }

    private static void pricing(JsonGenerator json, Pricing it) throws IOException {
        json.writeObjectFieldStart("pricing");
        Json.decimal(json, "unit", it.unitAmount());
        Json.text(json, "mode", it.tiersMode());
        if (!it.tiers().isEmpty()) {
            json.writeArrayFieldStart("tiers");
            for (Pricing.Tier tier : it.tiers()) {
                json.writeStartObject();
                Json.number(json, "to", tier.upTo());
                Json.decimal(json, "unit", tier.unitAmount());
                Json.decimal(json, "flat", tier.flatAmount());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        Json.number(json, "package", it.packageSize());
        if (it.roundUp()) {
            json.writeBooleanField("up", true);
        }
        json.writeEndObject();
    }

    private static void terms(JsonGenerator json, SubscriptionTerms it) throws IOException {
        if (!it.type().equals(SubscriptionTerms.LICENSED)) {
            json.writeStringField("type", it.type());
        }
        if (it.collectionPaused()) {
            json.writeBooleanField("paused", true);
        }
        Json.time(json, "ended", it.endedAt());
        if (!it.discounts().isEmpty()) {
            json.writeArrayFieldStart("discounts");
            for (Discount discount : it.discounts()) {
                discount(json, discount);
            }
            json.writeEndArray();
        }
        if (!it.metadata().isEmpty()) {
            // Names and values in turn: as names of fields, those of the host's choice would have to be short.
            json.writeArrayFieldStart("metadata");
            for (Map.Entry<String, String> entry : it.metadata().entrySet()) {
                json.writeString(entry.getKey());
                json.writeString(entry.getValue());
            }
            json.writeEndArray();
        }
    }

    private static void discount(JsonGenerator json, Discount it) throws IOException {
        json.writeStartObject();
        Json.decimal(json, "percent", it.percentOff());
        Json.number(json, "amount", it.amountOff());
        Json.text(json, "currency", it.currency());
        json.writeStringField("duration", it.duration());
        Json.time(json, "end", it.end());
        json.writeEndObject();
    }

    private static void payment(JsonGenerator json, PaymentSummary it) throws IOException {
        json.writeObjectFieldStart("payment");
        json.writeStringField("type", it.type());
        Json.text(json, "brand", it.brand());
        Json.text(json, "last4", it.last4());
        Json.number(json, "expMonth", it.expMonth());
        Json.number(json, "expYear", it.expYear());
        json.writeEndObject();
    }
}
