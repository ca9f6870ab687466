package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedPayloadsTest {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    static List<Path> folders() {
        return Payloads.folders();
    }

    @ParameterizedTest
    @MethodSource("folders")
    @Tag("promise:P5")
    void everyCustomerIsUnderstood(Path folder) {
        List<JsonObject> told = Payloads.allOf("customer", folder);
        assertThat(told).isNotEmpty();

        for (JsonObject json : told) {
            BillingCustomer customer = Payloads.customer(json);

            assertThat(customer.id().value()).isEqualTo(json.get("id").getAsString());
            if (json.has("deleted") && !json.get("deleted").isJsonNull()) {
                assertThat(customer.presence()).isEqualTo(Presence.DELETED);
            } else {
                assertThat(customer.presence()).isEqualTo(Presence.ACTIVE);
                assertThat(customer.created())
                        .isEqualTo(seconds(json, "created"))
                        .isBetween(EARLIEST, LATEST);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    @Tag("promise:P5")
    void everySubscriptionIsUnderstood(Path folder) {
        List<JsonObject> told = Payloads.allOf("subscription", folder);
        assertThat(told).isNotEmpty();
        List<SubscriptionData> withPeriod = new ArrayList<>();

        for (JsonObject json : told) {
            SubscriptionData subscription = Payloads.subscription(json);

            assertThat(subscription.id()).isEqualTo(json.get("id").getAsString());
            assertThat(subscription.status()).isEqualTo(json.get("status").getAsString());
            assertThat(subscription.items()).hasSize(itemsIn(json));
            if (itemsIn(json) > 0) {
                assertThat(subscription.priceId()).isNotBlank();
            }
            assertThat(subscription.currentPeriodStart()).isEqualTo(earliest(json, "current_period_start"));
            assertThat(subscription.currentPeriodEnd()).isEqualTo(earliest(json, "current_period_end"));
            if (subscription.currentPeriodEnd() != null) {
                withPeriod.add(subscription);
            }
        }
        assertThat(withPeriod).isNotEmpty();
    }

    /** Both places of the period occur: Stripe moved it from the subscription to the items in 2025. */
    @Test
    void oldAndNewShapesAreAmongThePayloads() {
        Set<String> places = new TreeSet<>();
        for (Path folder : Payloads.folders()) {
            for (JsonObject json : Payloads.allOf("subscription", folder)) {
                if (json.has("current_period_end")) {
                    places.add("subscription");
                }
                if (json.has("items") && json.get("items").toString().contains("current_period_end")) {
                    places.add("item");
                }
            }
        }

        assertThat(places).containsExactly("item", "subscription");
    }

    private static int itemsIn(JsonObject subscription) {
        return subscription.has("items")
                ? subscription.getAsJsonObject("items").getAsJsonArray("data").size()
                : 0;
    }

    /** The time that a subscription or, if it has none, its items tell. */
    private static @Nullable Instant earliest(JsonObject subscription, String field) {
        if (subscription.has(field)) {
            return seconds(subscription, field);
        }
        return itemsIn(subscription) == 0
                ? null
                : subscription.getAsJsonObject("items").getAsJsonArray("data").asList().stream()
                        .map(item -> seconds(item.getAsJsonObject(), field))
                        .min(Instant::compareTo)
                        .orElseThrow();
    }

    private static Instant seconds(JsonObject json, String field) {
        return Instant.ofEpochSecond(json.get(field).getAsLong());
    }
}
