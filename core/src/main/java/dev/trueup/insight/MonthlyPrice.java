package dev.trueup.insight;

import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionData.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscription costs in a month, whether or not it is paid for. Pure functions. */
final class MonthlyPrice {

    /** More than anybody pays, and few enough to be summed up for all customers of the world. */
    private static final BigDecimal MOST = BigDecimal.TEN.pow(15);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** A month is 365 / 84 weeks, and 365 / 12 days. */
    private static final BigInteger PARTS = BigInteger.valueOf(84);

    private MonthlyPrice() {}

    static long of(SubscriptionData subscription) {
        // Thirds and sevenths have no end in decimals, and a half of a unit must not become a little less than a half.
        // So all is reckoned for as many months as it takes for nothing to be divided before the end.
        BigInteger months = PARTS.multiply(commonMultiple(subscription.items()));
        BigDecimal sum = BigDecimal.ZERO;
        for (Item item : subscription.items()) {
            sum = sum.add(over(months, amount(item), item));
        }
        for (Discount discount : subscription.terms().discounts()) {
            sum = reduced(sum, discount, subscription.items(), months);
        }
        return sum.divide(new BigDecimal(months), 0, RoundingMode.HALF_UP)
                .min(MOST)
                .max(MOST.negate())
                .longValueExact();
    }

    /** The least number that the interval counts of all items divide. */
    private static BigInteger commonMultiple(List<Item> items) {
        return items.stream()
                .map(item -> BigInteger.valueOf(item.intervalCount()))
                .distinct()
                .reduce(BigInteger.ONE, (some, count) -> some.multiply(count).divide(some.gcd(count)));
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

    private static BigDecimal reduced(BigDecimal sum, Discount discount, List<Item> items, BigInteger months) {
        if (discount.duration().equals("once") || sum.signum() <= 0) {
            return sum; // it does not recur
        }
        if (discount.percentOff() != null) {
            return sum.multiply(HUNDRED.subtract(discount.percentOff())).movePointLeft(2);
        }
        if (items.isEmpty()
                || discount.amountOff() == null
                || !items.get(0).currency().equals(discount.currency())) {
            return sum;
        }
        // Off each invoice, of which there is one for each interval.
        return sum.subtract(over(months, BigDecimal.valueOf(discount.amountOff()), items.get(0)))
                .max(BigDecimal.ZERO);
    }

    /** What an amount of each interval of an item makes in some months, which must be a multiple of all divisors here. */
    private static BigDecimal over(BigInteger months, BigDecimal amount, Item item) {
        @Nullable String interval = item.interval();
        if (interval == null) {
            return BigDecimal.ZERO; // a price that is paid once
        }
        BigInteger intervals = months.divide(BigInteger.valueOf(item.intervalCount()));
        return switch (interval) {
            case "day" -> amount.multiply(share(intervals, 365, 12));
            case "week" -> amount.multiply(share(intervals, 365, 84));
            case "month" -> amount.multiply(share(intervals, 1, 1));
            case "year" -> amount.multiply(share(intervals, 1, 12));
            default -> BigDecimal.ZERO; // a word of tomorrow
        };
    }

    private static BigDecimal share(BigInteger whole, long parts, long of) {
        return new BigDecimal(whole.divide(BigInteger.valueOf(of)).multiply(BigInteger.valueOf(parts)));
    }
}
