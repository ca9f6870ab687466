package dev.trueup.testkit.fake;

import org.jspecify.annotations.Nullable;

/**
 * A card of a customer of {@link FakeStripe} while a test describes it.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakePaymentMethod {

    private @Nullable String id;
    private String brand = "visa";
    private String last4 = "4242";
    private int expiryMonth = 8;
    private int expiryYear = 2099;

    FakePaymentMethod() {}

    /** Forces the id, for example {@code pm_1}. */
    public FakePaymentMethod id(String forced) {
        this.id = forced;
        return this;
    }

    /** Sets the brand, for example {@code mastercard}, and the last four digits. */
    public FakePaymentMethod card(String cardBrand, String lastFourDigits) {
        this.brand = cardBrand;
        this.last4 = lastFourDigits;
        return this;
    }

    /** Sets the month (1 to 12) and year of expiry. */
    public FakePaymentMethod expires(int month, int year) {
        this.expiryMonth = month;
        this.expiryYear = year;
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    String brand() {
        return brand;
    }

    String last4() {
        return last4;
    }

    int expiryMonth() {
        return expiryMonth;
    }

    int expiryYear() {
        return expiryYear;
    }
}
