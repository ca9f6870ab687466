package dev.trueup.stripe;

import com.stripe.model.Plan;
import com.stripe.model.Price;
import com.stripe.model.SubscriptionItem;
import dev.trueup.model.Pricing;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns how Stripe's prices and plans are reckoned into Trueup's nouns. Pure functions. */
final class PricingMapping {

    private static final String TIERED = "tiered";
    private static final String UP = "up";

    private PricingMapping() {}

    /** The id of the price of an item, if it has tiers. */
    static @Nullable String tieredPrice(@Nullable SubscriptionItem item) {
        if (item == null) {
            return null; // refused where it is read
        }
        Price price = item.getPrice();
        Plan plan = item.getPlan();
        if (price != null) {
            return TIERED.equals(price.getBillingScheme()) ? price.getId() : null;
        }
        return plan != null && TIERED.equals(plan.getBillingScheme()) ? plan.getId() : null;
    }

    /**
     * How a price is reckoned, if it is no whole amount for each unit.
     *
     * @throws dev.trueup.model.SourceUnavailableException if it cannot be understood
     */
    static @Nullable Pricing of(Price price, Map<String, List<Price.Tier>> tiers, String name) {
        Price.TransformQuantity packages = price.getTransformQuantity();
        return of(
                new Told(
                        price.getId(),
                        price.getBillingScheme(),
                        price.getTiersMode(),
                        price.getUnitAmount(),
                        price.getUnitAmountDecimal(),
                        packages != null,
                        packages == null ? null : packages.getDivideBy(),
                        packages == null ? null : packages.getRound()),
                tiers,
                name);
    }

    /** As of a price. */
    static @Nullable Pricing of(Plan plan, Map<String, List<Price.Tier>> tiers, String name) {
        Plan.TransformUsage packages = plan.getTransformUsage();
        return of(
                new Told(
                        plan.getId(),
                        plan.getBillingScheme(),
                        plan.getTiersMode(),
                        plan.getAmount(),
                        plan.getAmountDecimal(),
                        packages != null,
                        packages == null ? null : packages.getDivideBy(),
                        packages == null ? null : packages.getRound()),
                tiers,
                name);
    }

    /** What a price and a plan have in common. */
    private record Told(
            @Nullable String id,
            @Nullable String scheme,
            @Nullable String tiersMode,
            @Nullable Long amount,
            @Nullable BigDecimal decimal,
            boolean inPackages,
            @Nullable Long packageSize,
            @Nullable String round) {}

    private static @Nullable Pricing of(Told told, Map<String, List<Price.Tier>> tiers, String name) {
        try {
            if (TIERED.equals(told.scheme())) {
                return new Pricing(
                        null,
                        told.tiersMode(),
                        tiers.getOrDefault(Objects.requireNonNullElse(told.id(), ""), List.of()).stream()
                                .map(PricingMapping::tier)
                                .toList(),
                        null,
                        false);
            }
            BigDecimal unitAmount = amount(told.amount(), told.decimal());
            if (told.inPackages()) {
                Long size = StripeMapping.required(told.packageSize(), "the size of a package", name);
                return new Pricing(unitAmount, null, List.of(), size, UP.equals(told.round()));
            }
            return told.amount() != null || unitAmount == null ? null : Pricing.decimal(unitAmount);
        } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
            throw Refusal.unreadable(name, "a price is not valid");
        }
    }

    private static Pricing.Tier tier(Price.Tier told) {
        return new Pricing.Tier(
                told.getUpTo(),
                Objects.requireNonNullElse(amount(told.getUnitAmount(), told.getUnitAmountDecimal()), BigDecimal.ZERO),
                Objects.requireNonNullElse(amount(told.getFlatAmount(), told.getFlatAmountDecimal()), BigDecimal.ZERO));
    }

    private static @Nullable BigDecimal amount(@Nullable Long whole, @Nullable BigDecimal decimal) {
        return decimal != null || whole == null ? decimal : BigDecimal.valueOf(whole);
    }
}
