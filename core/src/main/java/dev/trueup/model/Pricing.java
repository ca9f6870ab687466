package dev.trueup.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the amount of an item is reckoned where it is not a whole amount times the quantity. Immutable and thread-safe.
 *
 * @param unitAmount price of one unit, or of one package, in parts of the currency's minor unit; {@code null} for tiers
 * @param tiersMode {@code graduated}, where each unit costs what its tier says, or {@code volume}, where all units cost
 *     what the tier of the last one says; {@code null} without tiers
 * @param tiers from the lowest to the highest, of which the last one may have no end; empty without tiers
 * @param packageSize how many units make one package; {@code null} if units are not counted in packages
 * @param roundUp whether a package that is not full counts as one; otherwise it does not count
 * @see <a href="https://docs.stripe.com/products-prices/pricing-models">Stripe: pricing models</a>
 */
public record Pricing(
        @Nullable BigDecimal unitAmount,
        @Nullable String tiersMode,
        List<Tier> tiers,
        @Nullable Long packageSize,
        boolean roundUp) {

    private static final int MOST_DIGITS = 30;
    private static final int MOST_SCALE = 1_000;

    /**
     * Copies the list and checks the size of a package.
     *
     * @throws IllegalArgumentException if a package holds less than one unit
     */
    public Pricing {
        if (packageSize != null && packageSize < 1) {
            throw new IllegalArgumentException("packageSize must be at least 1 but is " + packageSize);
        }
        unitAmount = unitAmount == null ? null : shortest(unitAmount);
        tiers = List.copyOf(tiers);
    }

    /** A price in parts of the minor unit. */
    public static Pricing decimal(BigDecimal unitAmount) {
        return new Pricing(unitAmount, null, List.of(), null, false);
    }

    /**
     * A step of a price. Immutable and thread-safe.
     *
     * @param upTo the last unit that belongs to it; {@code null} for no end
     * @param unitAmount price of one unit, in the currency's minor unit and parts of it
     * @param flatAmount price of the step as a whole, likewise
     */
    public record Tier(@Nullable Long upTo, BigDecimal unitAmount, BigDecimal flatAmount) {

        /** Puts the amounts in their shortest form. */
        public Tier {
            unitAmount = shortest(unitAmount);
            flatAmount = shortest(flatAmount);
        }
    }

    /**
     * The same number without zeros behind, so that equal numbers are equal.
     *
     * @throws IllegalArgumentException if it is greater or finer than any price
     */
    static BigDecimal shortest(BigDecimal number) {
        if (Math.abs((long) number.scale()) <= MOST_SCALE) { // else the zeros behind may be beyond reckoning
            BigDecimal shortest = number.stripTrailingZeros();
            if (shortest.precision() <= MOST_DIGITS && Math.abs(shortest.scale()) <= MOST_DIGITS) {
                return shortest;
            }
        }
        throw new IllegalArgumentException("an amount must have at most " + MOST_DIGITS + " digits");
    }
}
