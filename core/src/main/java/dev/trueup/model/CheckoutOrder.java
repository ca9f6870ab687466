package dev.trueup.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to buy at Stripe's checkout, once. Immutable and thread-safe.
 *
 * @param priceId Stripe's id of the price: at most 255 letters, digits and {@code _}
 * @param mode whether it is paid again and again or once
 * @param successUrl where the browser goes afterwards: an absolute {@code http} or {@code https} address, in which Stripe
 *     replaces {@code {CHECKOUT_SESSION_ID}}
 * @param cancelUrl where the browser goes if the user turns back, of the same kind; {@code null} for no way back
 * @see <a href="https://docs.stripe.com/api/checkout/sessions/create">Stripe: create a checkout session</a>
 */
public record CheckoutOrder(
        String priceId,
        Mode mode,
        String successUrl,
        @Nullable String cancelUrl) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,255}");
    private static final int LONGEST_ADDRESS = 5_000;
    private static final String SESSION = "{CHECKOUT_SESSION_ID}";

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if a field is not as described; its message names the field
     */
    public CheckoutOrder {
        if (!ID.matcher(priceId).matches()) {
            throw new IllegalArgumentException("priceId must be letters, digits and _ only, at most 255");
        }
        requireAddress("successUrl", successUrl);
        if (cancelUrl != null) {
            requireAddress("cancelUrl", cancelUrl);
        }
    }

    private static void requireAddress(String field, String address) {
        if (address.length() > LONGEST_ADDRESS || !isHttp(address.replace(SESSION, "ID"))) {
            throw new IllegalArgumentException(field + " must be an absolute http or https address");
        }
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = new URI(address);
            String scheme = uri.getScheme();
            return uri.getHost() != null && ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** How often is paid. */
    public enum Mode {
        /** Again and again: the price must be a recurring one. */
        SUBSCRIPTION,
        /** Once: the price must not be a recurring one. */
        PAYMENT;

        /** Stripe's own word: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Without the addresses, which may hold anything. */
    @Override
    public String toString() {
        return "CheckoutOrder[" + priceId + ", " + mode + "]";
    }
}
