package dev.trueup.testkit.fake;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A coupon of {@link FakeStripe}, and how it is redeemed, while a test describes it: 10 % off for ever unless said
 * otherwise.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeCoupon {

    private @Nullable String id;
    private @Nullable BigDecimal percentOff = BigDecimal.TEN;
    private @Nullable Long amountOff;
    private @Nullable String currency;
    private String duration = "forever";
    private @Nullable Integer months;
    private @Nullable Instant end;

    FakeCoupon() {}

    /** Forces the coupon's id, for example {@code SUMMER}. */
    public FakeCoupon id(String forced) {
        this.id = forced;
        return this;
    }

    /** Makes it take a percentage off, for example {@code 12.5}. */
    public FakeCoupon percentOff(String percentage) {
        this.percentOff = new BigDecimal(percentage);
        this.amountOff = null;
        this.currency = null;
        return this;
    }

    /** Makes it take an amount off, in the minor unit of a currency of three lower-case letters. */
    public FakeCoupon amountOff(long minorUnits, String code) {
        this.percentOff = null;
        this.amountOff = minorUnits;
        this.currency = code;
        return this;
    }

    /** Makes it count for one invoice. */
    public FakeCoupon once() {
        this.duration = "once";
        return this;
    }

    /** Makes it count for some months; the discount ends at this time, kept in whole seconds. */
    public FakeCoupon repeating(int forMonths, Instant until) {
        this.duration = "repeating";
        this.months = forMonths;
        this.end = until;
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    BigDecimal percentOff() {
        return percentOff;
    }

    @Nullable
    Long amountOff() {
        return amountOff;
    }

    @Nullable
    String currency() {
        return currency;
    }

    String duration() {
        return duration;
    }

    @Nullable
    Integer months() {
        return months;
    }

    @Nullable
    Instant end() {
        return end;
    }
}
