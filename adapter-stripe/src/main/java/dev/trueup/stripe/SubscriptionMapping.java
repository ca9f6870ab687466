package dev.trueup.stripe;

import static dev.trueup.stripe.StripeMapping.get;
import static dev.trueup.stripe.StripeMapping.required;
import static dev.trueup.stripe.StripeMapping.time;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.stripe.model.Plan;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.SubscriptionItemCollection;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns Stripe's subscriptions into Trueup's nouns, as {@link StripeMapping} does with customers. Pure functions. */
final class SubscriptionMapping {

    private static final String MIXED = "mixed";

    private SubscriptionMapping() {}

    /**
     * A subscription.
     *
     * @param told the subscription
     * @param items all of its items, which may be more than the subscription itself lists
     * @param tiers of the prices that have some, by their ids
     * @param raw the subscription as it came, asked for only when it has discounts or its items tell no period
     * @throws dev.trueup.model.SourceUnavailableException if it cannot be understood
     */
    static SubscriptionData of(
            Subscription told,
            List<SubscriptionItem> items,
            Map<String, List<Price.Tier>> tiers,
            Supplier<@Nullable JsonObject> raw) {
        String name = Refusal.name("subscription", told.getId()) + Refusal.name(" of", told.getCustomer());
        List<SubscriptionData.Item> lines = items.stream()
                .map(item -> item(item, tiers, told.getCurrency(), name))
                .toList();
        boolean periodOnItems = items.stream()
                .anyMatch(item -> item.getCurrentPeriodStart() != null || item.getCurrentPeriodEnd() != null);
        // Before the API of 2025-03-31 the period sat on the subscription.
        JsonObject legacy = periodOnItems ? null : raw.get();
        try {
            return new SubscriptionData(
                    required(told.getId(), "its id", name),
                    required(told.getStatus(), "status", name),
                    lines.isEmpty() ? null : lines.get(0).priceId(),
                    time(
                            earliest(items, SubscriptionItem::getCurrentPeriodStart, legacy, "current_period_start"),
                            name),
                    time(earliest(items, SubscriptionItem::getCurrentPeriodEnd, legacy, "current_period_end"), name),
                    Boolean.TRUE.equals(told.getCancelAtPeriodEnd()) || endsWithPeriod(told.getCancelAt(), items),
                    time(told.getCanceledAt(), name),
                    time(told.getTrialStart(), name),
                    time(told.getTrialEnd(), name),
                    required(time(told.getCreated(), name), "created", name),
                    lines,
                    new SubscriptionTerms(
                            type(items),
                            told.getPauseCollection() != null,
                            time(told.getEndedAt(), name),
                            DiscountMapping.of(told, raw),
                            metadata(told)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Refusal.unreadable(name, "its id, status or period is not valid");
        }
    }

    /** Whether a subscription has its last day set to the end of a period. */
    static boolean endsWithPeriod(Subscription told) {
        SubscriptionItemCollection items = told.getItems();
        return items != null && items.getData() != null && endsWithPeriod(told.getCancelAt(), items.getData());
    }

    private static boolean endsWithPeriod(@Nullable Long cancelAt, List<SubscriptionItem> items) {
        return cancelAt != null && items.stream().anyMatch(item -> cancelAt.equals(item.getCurrentPeriodEnd()));
    }

    /** Whether all items cost the same however much they are used, or none does. */
    private static String type(List<SubscriptionItem> items) {
        Set<String> types = items.stream().map(SubscriptionMapping::usageType).collect(Collectors.toSet());
        return types.isEmpty()
                ? SubscriptionTerms.LICENSED
                : types.size() == 1 ? types.iterator().next() : MIXED;
    }

    private static String usageType(SubscriptionItem item) {
        String type = item.getPrice() == null
                ? get(item.getPlan(), Plan::getUsageType)
                : get(item.getPrice().getRecurring(), Price.Recurring::getUsageType);
        return type == null ? SubscriptionTerms.LICENSED : type;
    }

    private static Map<String, String> metadata(Subscription told) {
        Map<String, String> metadata = new HashMap<>(told.getMetadata() == null ? Map.of() : told.getMetadata());
        metadata.values().removeIf(Objects::isNull);
        return metadata;
    }

    private static SubscriptionData.Item item(
            SubscriptionItem told, Map<String, List<Price.Tier>> tiers, @Nullable String currencyOfAll, String name) {
        String id = required(told.getId(), "an item's id", name);
        Price price = told.getPrice();
        if (price != null) {
            Price.Recurring recurring = price.getRecurring();
            Pricing pricing = PricingMapping.of(price, tiers, name);
            return new SubscriptionData.Item(
                    id,
                    required(price.getId(), "a price's id", name),
                    pricing == null ? price.getUnitAmount() : null,
                    required(price.getCurrency() == null ? currencyOfAll : price.getCurrency(), "a currency", name),
                    get(recurring, Price.Recurring::getInterval),
                    count(get(recurring, Price.Recurring::getIntervalCount), name),
                    told.getQuantity(),
                    pricing);
        }
        Plan plan = required(told.getPlan(), "an item's price", name);
        Pricing pricing = PricingMapping.of(plan, tiers, name);
        return new SubscriptionData.Item(
                id,
                required(plan.getId(), "a plan's id", name),
                pricing == null ? plan.getAmount() : null,
                required(plan.getCurrency() == null ? currencyOfAll : plan.getCurrency(), "a currency", name),
                plan.getInterval(),
                count(plan.getIntervalCount(), name),
                told.getQuantity(),
                pricing);
    }

    private static long count(@Nullable Long intervals, String name) {
        if (intervals != null && intervals < 1) {
            throw Refusal.unreadable(name, "a price's interval count is not valid");
        }
        return intervals == null ? 1 : intervals;
    }

    private static @Nullable Long earliest(
            List<SubscriptionItem> items,
            Function<SubscriptionItem, @Nullable Long> onItem,
            @Nullable JsonObject legacy,
            String field) {
        if (legacy == null) {
            return items.stream()
                    .map(onItem)
                    .filter(Objects::nonNull)
                    .min(Long::compare)
                    .orElse(null);
        }
        JsonElement seconds = legacy.get(field);
        if (seconds == null || seconds.isJsonNull()) {
            return null;
        }
        if (!seconds.isJsonPrimitive()) {
            throw new IllegalArgumentException(field);
        }
        return seconds.getAsBigDecimal().longValueExact();
    }
}
