package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code POST /v1/checkout/sessions}, and what comes of such a session once it is paid. Guarded by the monitor of the
 * {@link StripeApi}.
 *
 * @see <a href="https://docs.stripe.com/api/checkout/sessions/create">Stripe: create a checkout session</a>
 */
final class StripeCheckout {

    static final String[] FIELDS = {
        "mode",
        "customer",
        "client_reference_id",
        "metadata",
        "line_items",
        "success_url",
        "cancel_url",
        "expires_at",
        "subscription_data"
    };
    private static final Set<String> MODES = Set.of("subscription", "payment");
    private static final int LONGEST_REFERENCE = 200;
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(30);
    private static final Duration LONGEST_LIFE = Duration.ofHours(24);

    private final StripeState state;

    /** What will be bought, which a session does not show; until it is paid. */
    private final Map<String, Purchase> purchases = new HashMap<>();

    private record Purchase(List<FakeSubscription.Item> items, Map<String, String> metadata) {}

    StripeCheckout(StripeState state) {
        this.state = state;
    }

    /** Opens a session and returns its id. */
    String open(StripeParams params, FakeObjects objects) {
        String mode = required(params, "mode");
        if (!MODES.contains(mode)) {
            throw StripeErrors.invalid(null, "Invalid mode: must be one of " + MODES, "mode");
        }
        String successUrl = address("success_url", required(params, "success_url"));
        String cancelUrl =
                params.text("cancel_url").map(url -> address("cancel_url", url)).orElse(null);
        String customer = params.text("customer").map(this::live).orElse(null);
        String reference = params.text("client_reference_id").orElse(null);
        if (reference != null && reference.length() > LONGEST_REFERENCE) {
            throw StripeErrors.invalid(
                    "parameter_invalid_string_length",
                    "client_reference_id must be at most " + LONGEST_REFERENCE + " characters",
                    "client_reference_id");
        }
        List<FakeSubscription.Item> items = params.indexes("line_items").stream()
                .map(index -> item(params, index, mode))
                .toList();
        if (items.isEmpty()) {
            throw StripeErrors.invalid("parameter_missing", "Missing required param: line_items.", "line_items");
        }
        requireOneThatRecurs(items, mode);
        Map<String, String> metadata = metadata(params);
        Map<String, String> handedOn = metadata(params.inside("subscription_data"));
        long expiresAt = expiresAt(params.integer("expires_at"));
        long amount = items.stream()
                .mapToLong(item -> price(item).amount().longValue() * item.quantity())
                .sum();
        String id = objects.create("checkout.session", session -> {
            session.customer(customer).set("mode", mode).set("client_reference_id", reference);
            session.set("success_url", successUrl).set("cancel_url", cancelUrl).set("expires_at", expiresAt);
            session.set("amount_subtotal", amount).set("amount_total", amount);
            session.set("currency", price(items.get(0)).currency()).set("metadata", metadata);
        });
        objects.update(id, session -> session.set("url", "https://checkout.stripe.com/c/pay/" + id));
        purchases.put(id, new Purchase(items, handedOn));
        return id;
    }

    /** Makes what was bought in a session of this fake's API; one that a test made by itself is for nothing. */
    void complete(ObjectNode session) {
        Purchase purchase = purchases.remove(session.path("id").asText());
        if (purchase == null) {
            return;
        }
        session.putNull("url");
        if (!session.path("customer").isTextual()) {
            session.put("customer", state.createCustomer(customer -> {}));
        }
        if (session.path("mode").asText().equals("subscription")) {
            String subscription =
                    state.createSubscription(session.path("customer").asText(), it -> {
                        it.items(purchase.items());
                        purchase.metadata().forEach(it::metadata);
                    });
            session.put("subscription", subscription);
        }
    }

    private FakeSubscription.Item item(StripeParams params, String index, String mode) {
        String name = "line_items[" + index + "]";
        String id = params.text("line_items", index, "price").orElse("");
        FakePrice price = state.price(id).orElseThrow(() -> StripeErrors.missing("price", id, name + "[price]"));
        if (!price.isActive()) {
            throw StripeErrors.invalid(
                    null, "The price specified is inactive. This field only accepts active prices.", name + "[price]");
        }
        if (mode.equals("payment") && price.interval() != null) {
            throw StripeErrors.invalid(
                    null,
                    "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode"
                            + " or use only one-time prices.",
                    name);
        }
        OptionalLong quantity = params.integer("line_items", index, "quantity");
        if (quantity.isPresent() == price.isMetered()) {
            throw StripeErrors.invalid(
                    null,
                    price.isMetered()
                            ? "Quantity should not be specified where usage_type is `metered`."
                            : "Quantity is required.",
                    name + "[quantity]");
        }
        return new FakeSubscription.Item(null, id, quantity.orElse(1), null);
    }

    private void requireOneThatRecurs(List<FakeSubscription.Item> items, String mode) {
        if (mode.equals("subscription")
                && items.stream().allMatch(item -> price(item).interval() == null)) {
            throw StripeErrors.invalid(
                    null,
                    "You must provide at least one recurring price in `subscription` mode when using prices.",
                    "line_items");
        }
    }

    private long expiresAt(OptionalLong asked) {
        long now = state.now().getEpochSecond();
        long expiresAt = asked.orElse(now + LONGEST_LIFE.toSeconds());
        if (expiresAt < now + SHORTEST_LIFE.toSeconds()) {
            throw StripeErrors.invalid(
                    null,
                    "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
                    "expires_at");
        }
        if (expiresAt > now + LONGEST_LIFE.toSeconds()) {
            throw StripeErrors.invalid(
                    null,
                    "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
                    "expires_at");
        }
        return expiresAt;
    }

    private FakePrice price(FakeSubscription.Item item) {
        return state.price(item.price()).orElseThrow();
    }

    private String live(String customer) {
        if (state.liveCustomer(customer).isEmpty()) {
            throw StripeErrors.missing("customer", customer, "customer");
        }
        return customer;
    }

    private static Map<String, String> metadata(StripeParams params) {
        Map<String, String> metadata = new HashMap<>();
        StripeMetadata.changes(params).accept(metadata);
        return metadata;
    }

    private static String required(StripeParams params, String name) {
        return params.text(name)
                .orElseThrow(
                        () -> StripeErrors.invalid("parameter_missing", "Missing required param: " + name + ".", name));
    }

    /** Stripe puts the session's id where the address has {@code {CHECKOUT_SESSION_ID}}. */
    private static String address(String name, String url) {
        try {
            if (new URI(url.replace("{CHECKOUT_SESSION_ID}", "cs")).getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // refused below, as an address without a host is
        }
        throw StripeErrors.invalid("url_invalid", "Not a valid URL", name);
    }
}
