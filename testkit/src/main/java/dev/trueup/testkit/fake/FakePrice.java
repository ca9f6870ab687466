package dev.trueup.testkit.fake;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A price of {@link FakeStripe} while a test describes it: 10.00 USD a month unless said otherwise.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakePrice {

    /** A step of a price. */
    record Tier(@Nullable Long upTo, BigDecimal unitAmount, BigDecimal flatAmount) {}

    private @Nullable String id;
    private @Nullable String product;
    private BigDecimal amount = BigDecimal.valueOf(1000);
    private @Nullable String tiersMode;
    private final List<Tier> tiers = new ArrayList<>();
    private @Nullable Long packageSize;
    private boolean roundUp;
    private String currency = "usd";
    private @Nullable String interval = "month";
    private int intervalCount = 1;
    private boolean metered;
    private boolean active = true;

    FakePrice() {}

    /** Forces the id, for example {@code price_basic}. */
    public FakePrice id(String forced) {
        this.id = forced;
        return this;
    }

    /** Sets the product's id; by default a new one. */
    public FakePrice product(String productId) {
        this.product = productId;
        return this;
    }

    /** Sets the amount of one unit, in the currency's minor unit. */
    public FakePrice amount(long minorUnits) {
        return amount(BigDecimal.valueOf(minorUnits));
    }

    /** Sets the amount of one unit, in the currency's minor unit and parts of it. */
    public FakePrice amount(BigDecimal minorUnits) {
        this.amount = minorUnits;
        return this;
    }

    /** Makes each unit cost what its tier says; {@link #tier} adds the tiers. */
    public FakePrice graduated() {
        this.tiersMode = "graduated";
        return this;
    }

    /** Makes all units cost what the tier of the last one says; {@link #tier} adds the tiers. */
    public FakePrice volume() {
        this.tiersMode = "volume";
        return this;
    }

    /**
     * Adds a tier above those so far.
     *
     * @param upTo the last unit that belongs to it; {@code null} for no end
     * @param unitAmount of one unit, in the currency's minor unit and parts of it
     * @param flatAmount of the tier as a whole, likewise
     */
    public FakePrice tier(@Nullable Long upTo, BigDecimal unitAmount, BigDecimal flatAmount) {
        tiers.add(new Tier(upTo, unitAmount, flatAmount));
        return this;
    }

    /** Makes the amount that of a package of so many units; one that is not full counts when it is rounded up. */
    public FakePrice inPackagesOf(long units, boolean roundedUp) {
        this.packageSize = units;
        this.roundUp = roundedUp;
        return this;
    }

    /** Sets the currency, three lower-case letters. */
    public FakePrice currency(String code) {
        this.currency = code;
        return this;
    }

    /** Makes it recur: {@code day}, {@code week}, {@code month} or {@code year}, and how many of them. */
    public FakePrice every(String unit, int count) {
        this.interval = unit;
        this.intervalCount = count;
        return this;
    }

    /** Makes it a price that is paid once. */
    public FakePrice oneTime() {
        this.interval = null;
        return this;
    }

    /** Makes it recur by usage, so that its items carry no quantity. */
    public FakePrice metered() {
        this.metered = true;
        return this;
    }

    /** Archives it, so that nobody can buy it any more. */
    public FakePrice archived() {
        this.active = false;
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    String product() {
        return product;
    }

    BigDecimal amount() {
        return amount;
    }

    @Nullable
    String tiersMode() {
        return tiersMode;
    }

    List<Tier> tiers() {
        return tiers;
    }

    @Nullable
    Long packageSize() {
        return packageSize;
    }

    boolean isRoundedUp() {
        return roundUp;
    }

    String currency() {
        return currency;
    }

    @Nullable
    String interval() {
        return interval;
    }

    int intervalCount() {
        return intervalCount;
    }

    /** A price that is paid once counts as a monthly one. */
    Instant oneIntervalAfter(Instant start) {
        String unit = interval == null ? "month" : interval;
        ChronoUnit step =
                switch (unit) {
                    case "day" -> ChronoUnit.DAYS;
                    case "week" -> ChronoUnit.WEEKS;
                    case "year" -> ChronoUnit.YEARS;
                    default -> ChronoUnit.MONTHS;
                };
        return start.atZone(ZoneOffset.UTC).plus(intervalCount, step).toInstant();
    }

    boolean isActive() {
        return active;
    }

    boolean isMetered() {
        return metered;
    }
}
