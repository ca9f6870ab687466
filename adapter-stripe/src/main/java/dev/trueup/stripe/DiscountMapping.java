package dev.trueup.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.stripe.model.Subscription;
import dev.trueup.model.Discount;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the discounts of a subscription into Trueup's nouns. Those of its items and of its customer are not counted. Pure
 * functions.
 *
 * <p>They are read from the JSON as it came, because the place of the coupon has moved: until 2025 it stood in the
 * discount, and until 2024 a subscription had one discount. A discount that is told by its id only, because nobody
 * expanded it, and one whose coupon makes no sense are left out: nobody is kept from their subscription by a coupon.
 */
final class DiscountMapping {

    private DiscountMapping() {}

    static List<Discount> of(Subscription told, Supplier<@Nullable JsonObject> raw) {
        if (told.getDiscounts() != null && told.getDiscounts().isEmpty()) {
            return List.of();
        }
        JsonObject subscription = raw.get();
        List<Discount> discounts = new ArrayList<>();
        if (subscription != null && subscription.get("discounts") instanceof JsonArray several) {
            several.forEach(each -> read(each).ifPresent(discounts::add));
        } else if (subscription != null) {
            read(subscription.get("discount")).ifPresent(discounts::add);
        }
        return discounts;
    }

    private static Optional<Discount> read(@Nullable JsonElement told) {
        if (!(told instanceof JsonObject discount)) {
            return Optional.empty();
        }
        JsonElement coupon =
                discount.get("source") instanceof JsonObject source ? source.get("coupon") : discount.get("coupon");
        if (!(coupon instanceof JsonObject terms)) {
            return Optional.empty();
        }
        try {
            BigDecimal amountOff = number(terms, "amount_off");
            BigDecimal end = number(discount, "end");
            String duration = text(terms, "duration");
            return Optional.of(new Discount(
                    number(terms, "percent_off"),
                    amountOff == null ? null : amountOff.longValueExact(),
                    amountOff == null ? null : text(terms, "currency"),
                    duration == null ? "" : duration,
                    end == null ? null : Instant.ofEpochSecond(end.longValueExact())));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable BigDecimal number(JsonObject in, String field) {
        JsonElement value = in.get(field);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive()) {
            throw new IllegalArgumentException(field);
        }
        return value.getAsBigDecimal();
    }

    private static @Nullable String text(JsonObject in, String field) {
        JsonElement value = in.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
    }
}
