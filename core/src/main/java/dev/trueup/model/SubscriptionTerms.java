package dev.trueup.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is special about a subscription. Immutable and thread-safe.
 *
 * @param type whether what it costs is known before it is used: {@code licensed}, {@code metered} or {@code mixed}
 * @param collectionPaused whether Stripe keeps its invoices back ({@code pause_collection}), whatever its status
 * @param endedAt when it ended, if it did; what was to end with its period is cancelled before it has ended
 * @param discounts of the whole subscription, in the order in which they count
 * @param metadata what the application has noted with it, by names in their order
 */
public record SubscriptionTerms(
        String type,
        boolean collectionPaused,
        @Nullable Instant endedAt,
        List<Discount> discounts,
        Map<String, String> metadata) {

    /** The type of a subscription that costs the same however much it is used. */
    public static final String LICENSED = "licensed";

    /** Nothing special. */
    public static final SubscriptionTerms USUAL = new SubscriptionTerms(LICENSED, false, null, List.of(), Map.of());

    /** Copies list and map. */
    public SubscriptionTerms {
        Identifier.require("type", type);
        discounts = List.copyOf(discounts);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** Not the metadata, which may hold anything. */
    @Override
    public String toString() {
        return "SubscriptionTerms[" + type + ", collectionPaused=" + collectionPaused + ", endedAt=" + endedAt
                + ", discounts=" + discounts + "]";
    }
}
