package dev.trueup.insight;

import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionData.Item;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscription costs in a month, whether or not it is paid for. Pure functions. */
final class MonthlyPrice {

    /** More than anybody pays, and few enough to be summed up for all customers of the world. */
    private static final BigDecimal MOST = BigDecimal.TEN.pow(15);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal DAYS = BigDecimal.valueOf(365);

    /** Enough for the 15 digits of the greatest amount and 12 decimals of the finest price. */
    private static final MathContext EXACT = new MathContext(60);

    private MonthlyPrice() {}

    static long of(SubscriptionData subscription) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Item item : subscription.items()) {
            sum = sum.add(monthly(amount(item), item));
        }
        for (Discount discount : subscription.terms().discounts()) {
            sum = reduced(sum, discount, subscription.items());
        }
        return sum.min(MOST)
                .max(MOST.negate())
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** What an item costs in each of its intervals; what depends on the use is not known and counts as nothing. */
    private static BigDecimal amount(Item item) {
        Long quantity = item.quantity();
        Pricing pricing = item.pricing();
        if (quantity == null) {
            return BigDecimal.ZERO;
        }
        if (pricing == null) {
            return item.unitAmount() == null
                    ? BigDecimal.ZERO
                    : BigDecimal.valueOf(item.unitAmount()).multiply(BigDecimal.valueOf(quantity));
        }
        if (!pricing.tiers().isEmpty()) {
            return "volume".equals(pricing.tiersMode())
                    ? byVolume(pricing.tiers(), quantity)
                    : graduated(pricing.tiers(), quantity);
        }
        return pricing.unitAmount() == null
                ? BigDecimal.ZERO
                : pricing.unitAmount().multiply(BigDecimal.valueOf(packages(pricing, quantity)));
    }

    private static long packages(Pricing pricing, long quantity) {
        if (pricing.packageSize() == null) {
            return quantity;
        }
        return pricing.roundUp()
                ? -Math.floorDiv(-quantity, pricing.packageSize())
                : Math.floorDiv(quantity, pricing.packageSize());
    }

    private static BigDecimal byVolume(List<Pricing.Tier> tiers, long quantity) {
        return tiers.stream()
                .filter(tier -> tier.upTo() == null || quantity <= tier.upTo())
                .findFirst()
                .map(tier ->
                        tier.unitAmount().multiply(BigDecimal.valueOf(quantity)).add(tier.flatAmount()))
                .orElse(BigDecimal.ZERO);
    }

    private static BigDecimal graduated(List<Pricing.Tier> tiers, long quantity) {
        BigDecimal sum = BigDecimal.ZERO;
        long below = 0;
        for (Pricing.Tier tier : tiers) {
            long upTo = tier.upTo() == null ? quantity : Math.min(quantity, tier.upTo());
            // The first tier's flat amount is due without any unit too.
            if (upTo > below || below == 0) {
                sum = sum.add(tier.flatAmount())
                        .add(tier.unitAmount().multiply(BigDecimal.valueOf(Math.max(0, upTo - below))));
            }
            below = Math.max(below, upTo);
            if (below >= quantity) {
                break;
            }
        }
        return sum;
    }

    private static BigDecimal reduced(BigDecimal monthly, Discount discount, List<Item> items) {
        if (discount.duration().equals("once") || monthly.signum() <= 0) {
            return monthly; // it does not recur
        }
        if (discount.percentOff() != null) {
            BigDecimal left = HUNDRED.subtract(discount.percentOff());
            return monthly.multiply(left).divide(HUNDRED, EXACT);
        }
        if (items.isEmpty()
                || discount.amountOff() == null
                || !items.get(0).currency().equals(discount.currency())) {
            return monthly;
        }
        // Off each invoice, of which there is one for each interval.
        return monthly.subtract(monthly(BigDecimal.valueOf(discount.amountOff()), items.get(0)))
                .max(BigDecimal.ZERO);
    }

    private static BigDecimal monthly(BigDecimal amount, Item item) {
        @Nullable String interval = item.interval();
        if (interval == null) {
            return BigDecimal.ZERO; // a price that is paid once
        }
        BigDecimal count = BigDecimal.valueOf(item.intervalCount());
        return switch (interval) {
            case "day" -> amount.multiply(DAYS).divide(count.multiply(BigDecimal.valueOf(12)), EXACT);
            case "week" -> amount.multiply(DAYS).divide(count.multiply(BigDecimal.valueOf(84)), EXACT);
            case "month" -> amount.divide(count, EXACT);
            case "year" -> amount.divide(count.multiply(BigDecimal.valueOf(12)), EXACT);
            default -> BigDecimal.ZERO; // a word of tomorrow
        };
    }
}
