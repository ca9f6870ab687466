package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code /v1/subscriptions}. */
final class StripeSubscriptions {

    private static final Set<String> STATUSES = Set.of(
            "active", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "trialing", "paused");
    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

    private final StripeState state;
    private final StripeJson json;
    private final StripeExpansion expansion;

    StripeSubscriptions(StripeState state, StripeJson json, StripeExpansion expansion) {
        this.state = state;
        this.json = json;
        this.expansion = expansion;
    }

    void addTo(Routes routes) {
        routes.on("GET", "/v1/subscriptions", this::list)
                .on("POST", "/v1/subscriptions", this::create)
                .onId("GET", "/v1/subscriptions/{id}", this::retrieve)
                .onId("POST", "/v1/subscriptions/{id}", this::update)
                .onId("DELETE", "/v1/subscriptions/{id}", this::cancel);
    }

    private Reply list(ApiRequest request) {
        StripeParams params = StripeParams.ofList(request, "customer", "status");
        Optional<String> status = params.text("status");
        Optional<String> customer = params.text("customer");
        if (customer.filter(id -> state.customers().find(id).isEmpty()).isPresent()) {
            throw StripeErrors.missing("customer", customer.get(), "customer");
        }
        String list = customer.map(StripeState::byCustomer).orElseGet(() -> listOf(status));
        StripePage<FakeSubscription> page =
                StripePage.read(params, state.subscriptions(), list, withStatus(status), "subscription");
        ObjectNode answer = StripeJson.list(
                page.rows().stream().map(json::subscription).toList(), page.hasMore(), "/v1/subscriptions");
        return Reply.ok(expansion.expand(answer, params));
    }

    private static String listOf(Optional<String> status) {
        return status.filter(STATUSES::contains)
                .map(StripeState::byStatus)
                .orElse(status.isEmpty() ? StripeState.LIVE : StripeState.ALL);
    }

    private static Predicate<FakeSubscription> withStatus(Optional<String> status) {
        if (status.isEmpty()) {
            return subscription -> !subscription.isCanceled();
        }
        String word = status.get();
        if (word.equals("all")) {
            return subscription -> true;
        }
        if (word.equals("ended")) {
            return subscription -> ENDED.contains(subscription.status());
        }
        if (!STATUSES.contains(word)) {
            throw StripeErrors.invalid(null, "Invalid status: must be one of " + STATUSES + ", all, ended", "status");
        }
        return subscription -> subscription.status().equals(word);
    }

    /** Starts as trialing with a trial, else as active: the fake takes every payment. */
    private Reply create(ApiRequest request) {
        StripeParams params = StripeParams.of(
                request,
                "customer",
                "items",
                "metadata",
                "cancel_at_period_end",
                "default_payment_method",
                "trial_period_days",
                "payment_behavior");
        String customer = params.text("customer")
                .orElseThrow(() ->
                        StripeErrors.invalid("parameter_missing", "Missing required param: customer.", "customer"));
        if (state.liveCustomer(customer).isEmpty()) {
            throw StripeErrors.missing("customer", customer, "customer");
        }
        List<FakeSubscription.Item> items = items(params);
        OptionalLong trialDays = params.integer("trial_period_days");
        Consumer<FakeSubscription> changes = changes(params);
        String id = state.createSubscription(customer, subscription -> {
            subscription.items(items);
            changes.accept(subscription);
            trialDays.ifPresent(days -> {
                Instant end = state.now().plusSeconds(days * 86_400);
                subscription.status("trialing").trial(state.now(), end).period(state.now(), end);
            });
        });
        return show(id, params);
    }

    private Reply retrieve(ApiRequest request, String id) {
        return show(id, StripeParams.of(request));
    }

    private Reply update(ApiRequest request, String id) {
        FakeSubscription subscription = find(id);
        StripeParams params = StripeParams.of(
                request,
                "metadata",
                "cancel_at",
                "cancel_at_period_end",
                "default_payment_method",
                "cancellation_details");
        boolean isAboutItsEnd = params.text("cancel_at_period_end")
                .or(() -> params.text("cancel_at"))
                .isPresent();
        if (ENDED.contains(subscription.status()) && isAboutItsEnd) {
            throw StripeErrors.invalid(
                    null, "A canceled subscription can only update its cancellation_details and metadata.", null);
        }
        state.updateSubscription(id, changes(params));
        return show(id, params);
    }

    private Reply cancel(ApiRequest request, String id) {
        if (ENDED.contains(find(id).status())) {
            throw StripeErrors.notFound("subscription", id);
        }
        StripeParams params = StripeParams.of(request, "invoice_now", "prorate", "cancellation_details");
        state.cancelSubscription(id);
        return show(id, params);
    }

    private Reply show(String id, StripeParams params) {
        return Reply.ok(expansion.expand(json.subscription(find(id)), params));
    }

    private FakeSubscription find(String id) {
        return state.subscriptions().find(id).orElseThrow(() -> StripeErrors.notFound("subscription", id));
    }

    private List<FakeSubscription.Item> items(StripeParams params) {
        List<FakeSubscription.Item> items = params.indexes("items").stream()
                .map(index -> item(params, index))
                .toList();
        if (items.isEmpty()) {
            throw StripeErrors.invalid("parameter_missing", "Missing required param: items.", "items");
        }
        return items;
    }

    private FakeSubscription.Item item(StripeParams params, String index) {
        String price = params.text("items", index, "price").orElse("");
        if (state.price(price).isEmpty()) {
            throw StripeErrors.missing("price", price, "items[" + index + "][price]");
        }
        long quantity = params.integer("items", index, "quantity").orElse(1);
        return new FakeSubscription.Item(null, price, quantity, null);
    }

    private static Consumer<FakeSubscription> changes(StripeParams params) {
        Optional<Boolean> ends = params.bool("cancel_at_period_end");
        boolean endless = params.text("cancel_at").filter(String::isEmpty).isPresent();
        OptionalLong end = endless ? OptionalLong.empty() : params.integer("cancel_at");
        Consumer<Map<String, String>> metadata = StripeMetadata.changes(params);
        return subscription -> {
            ends.ifPresent(subscription::cancelAtPeriodEnd);
            end.ifPresent(seconds -> subscription.cancelAt(Instant.ofEpochSecond(seconds)));
            if (endless) {
                subscription.cancelAt(null);
            }
            params.text("default_payment_method")
                    .ifPresent(text -> subscription.defaultPaymentMethod(text.isEmpty() ? null : text));
            metadata.accept(subscription.metadata());
        };
    }
}
