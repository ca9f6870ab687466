package dev.trueup.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON of a subscription's columns {@code items}, {@code discounts} and {@code metadata}. */
final class SubscriptionJson {

    private SubscriptionJson() {}

    static ArrayNode items(List<SubscriptionData.Item> items) {
        ArrayNode array = Stored.array();
        for (SubscriptionData.Item it : items) {
            ObjectNode item = array.addObject()
                    .put("id", Stored.text(it.id()))
                    .put("price", Stored.text(it.priceId()))
                    .put("unit_amount", it.unitAmount())
                    .put("currency", Stored.text(it.currency()))
                    .put("interval", Stored.text(it.interval()))
                    .put("interval_count", it.intervalCount())
                    .put("quantity", it.quantity());
            if (it.pricing() != null) {
                item.set("pricing", pricing(it.pricing()));
            }
        }
        return array;
    }

    private static ObjectNode pricing(Pricing it) {
        ObjectNode pricing = Stored.object()
                .put("unit_amount", it.unitAmount())
                .put("tiers_mode", Stored.text(it.tiersMode()))
                .put("package_size", it.packageSize())
                .put("round_up", it.roundUp());
        ArrayNode tiers = pricing.putArray("tiers");
        for (Pricing.Tier tier : it.tiers()) {
            tiers.addObject()
                    .put("up_to", tier.upTo())
                    .put("unit_amount", tier.unitAmount())
                    .put("flat_amount", tier.flatAmount());
        }
        return pricing;
    }

    static ArrayNode discounts(List<Discount> discounts) {
        ArrayNode array = Stored.array();
        for (Discount it : discounts) {
            array.addObject()
                    .put("percent_off", it.percentOff())
                    .put("amount_off", it.amountOff())
                    .put("currency", Stored.text(it.currency()))
                    .put("duration", it.duration())
                    .put("end", Stored.time(it.end()));
        }
        return array;
    }

    static ObjectNode metadata(Map<String, String> metadata) {
        ObjectNode object = Stored.object();
        metadata.forEach((name, value) -> object.put(Stored.text(name), Stored.text(value)));
        return object;
    }

    static List<SubscriptionData.Item> items(JsonNode array) {
        List<SubscriptionData.Item> items = new ArrayList<>();
        for (JsonNode it : array) {
            items.add(new SubscriptionData.Item(
                    it.path("id").asText(),
                    it.path("price").asText(),
                    number(it, "unit_amount"),
                    it.path("currency").asText(),
                    text(it, "interval"),
                    it.path("interval_count").asLong(),
                    number(it, "quantity"),
                    it.has("pricing") ? pricing(it.path("pricing")) : null));
        }
        return items;
    }

    private static Pricing pricing(JsonNode it) {
        List<Pricing.Tier> tiers = new ArrayList<>();
        for (JsonNode tier : it.path("tiers")) {
            tiers.add(new Pricing.Tier(
                    number(tier, "up_to"),
                    tier.path("unit_amount").decimalValue(),
                    tier.path("flat_amount").decimalValue()));
        }
        return new Pricing(
                decimal(it, "unit_amount"),
                text(it, "tiers_mode"),
                tiers,
                number(it, "package_size"),
                it.path("round_up").asBoolean());
    }

    static List<Discount> discounts(JsonNode array) {
        List<Discount> discounts = new ArrayList<>();
        for (JsonNode it : array) {
            String end = text(it, "end");
            discounts.add(new Discount(
                    decimal(it, "percent_off"),
                    number(it, "amount_off"),
                    text(it, "currency"),
                    it.path("duration").asText(),
                    end == null ? null : Instant.parse(end)));
        }
        return discounts;
    }

    static Map<String, String> metadata(JsonNode object) {
        Map<String, String> metadata = new TreeMap<>();
        object.fields()
                .forEachRemaining(it -> metadata.put(it.getKey(), it.getValue().asText()));
        return metadata;
    }

    private static @Nullable String text(JsonNode object, String name) {
        return object.hasNonNull(name) ? object.path(name).asText() : null;
    }

    private static @Nullable Long number(JsonNode object, String name) {
        return object.hasNonNull(name) ? object.path(name).asLong() : null;
    }

    private static @Nullable BigDecimal decimal(JsonNode object, String name) {
        return object.hasNonNull(name) ? object.path(name).decimalValue() : null;
    }
}
