package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Replaces ids by the objects that they name, where {@code expand[]} asks for it. */
final class StripeExpansion {

    private static final int MAX_DEPTH = 4;
    private static final int EMBEDDED = 10;

    private final StripeState state;
    private final StripeJson json;

    StripeExpansion(StripeState state, StripeJson json) {
        this.state = state;
        this.json = json;
    }

    /**
     * Expands the answer in place.
     *
     * @see <a href="https://docs.stripe.com/expand">Stripe's expansion, at most four levels deep</a>
     */
    ObjectNode expand(ObjectNode answer, StripeParams params) {
        for (String property : params.list("expand")) {
            List<String> path = Arrays.asList(property.split("\\."));
            if (path.size() > MAX_DEPTH) {
                throw StripeErrors.invalid(
                        "property_expansion_max_depth",
                        "You cannot expand more than " + MAX_DEPTH + " levels of a property. Property: " + property,
                        "expand");
            }
            expand(answer, path, property);
        }
        return answer;
    }

    private void expand(JsonNode node, List<String> path, String property) {
        if (node instanceof ArrayNode array) {
            array.forEach(element -> expand(element, path, property));
        } else if (node instanceof ObjectNode object && !path.isEmpty()) {
            String name = path.get(0);
            if (name.equals("subscriptions") && object.path("object").asText().equals("customer")) {
                object.set(name, subscriptionsOf(object.path("id").asText()));
            }
            if (name.equals("tiers") && object.path("object").asText().equals("price")) {
                object.set(
                        name,
                        StripeJson.tiers(state.price(object.path("id").asText()).orElseThrow()));
            }
            JsonNode value = object.path(name);
            if (value instanceof ArrayNode array) {
                expandIds(array, property);
            } else if (value.isTextual()) {
                object.set(name, find(value.asText()).orElseThrow(() -> cannot(property)));
            } else if (value.isMissingNode() && !object.has("deleted")) {
                throw cannot(property);
            }
            expand(object.path(name), path.subList(1, path.size()), property);
        }
    }

    private void expandIds(ArrayNode array, String property) {
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isTextual()) {
                array.set(i, find(array.get(i).asText()).orElseThrow(() -> cannot(property)));
            }
        }
    }

    private static Refusal cannot(String property) {
        return StripeErrors.invalid(null, "This property cannot be expanded (" + property + ").", "expand");
    }

    private Optional<ObjectNode> find(String id) {
        return state.customers()
                .find(id)
                .map(json::customer)
                .or(() -> state.card(id).map(json::paymentMethod))
                .or(() -> state.subscriptions().find(id).map(json::subscription))
                .or(() -> state.discount(id).map(json::discount))
                .or(() -> state.coupon(id).map(json::coupon));
    }

    /** Cut to the newest ten, as every embedded list is. */
    private ObjectNode subscriptionsOf(String customer) {
        List<ObjectNode> live = state.subscriptions().rows(StripeState.byCustomer(customer)).stream()
                .filter(subscription -> !subscription.isCanceled())
                .map(json::subscription)
                .toList();
        List<ObjectNode> newestFirst = new ArrayList<>(live);
        Collections.reverse(newestFirst);
        return StripeJson.list(
                newestFirst.subList(0, Math.min(EMBEDDED, newestFirst.size())),
                newestFirst.size() > EMBEDDED,
                "/v1/customers/" + customer + "/subscriptions");
    }
}
