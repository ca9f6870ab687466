package dev.trueup.testkit.fake;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Changes of metadata within Stripe's limits.
 *
 * @see <a href="https://docs.stripe.com/metadata">50 keys, keys of 40 and values of 500 characters, no brackets</a>
 */
final class StripeMetadata {

    private static final int MAX_KEYS = 50;
    private static final int MAX_KEY = 40;
    private static final int MAX_VALUE = 500;

    private StripeMetadata() {}

    /** An empty value removes its key, an empty {@code metadata} removes all. */
    static Consumer<Map<String, String>> changes(StripeParams params) {
        Map<String, String> changes = params.map("metadata");
        changes.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > MAX_KEY || value.length() > MAX_VALUE) {
                throw StripeErrors.invalid(
                        null,
                        "Metadata keys can have 1 to " + MAX_KEY + " characters, values up to " + MAX_VALUE,
                        "metadata");
            }
        });
        boolean clear = params.text("metadata").filter(String::isEmpty).isPresent();
        return metadata -> {
            Map<String, String> result = new HashMap<>(clear ? Map.of() : metadata);
            result.putAll(changes);
            result.values().removeIf(String::isEmpty);
            if (result.size() > MAX_KEYS) {
                throw StripeErrors.invalid(null, "Metadata can have up to " + MAX_KEYS + " keys", "metadata");
            }
            metadata.clear();
            metadata.putAll(result);
        };
    }
}
