package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/customers} and the objects that hang on customers. */
final class StripeCustomers {

    private static final String[] FIELDS = {"email", "name", "description", "phone", "metadata", "invoice_settings"};
    private static final int MAX_EMAIL = 512;
    private static final int MAX_NAME = 256;

    private final StripeState state;
    private final StripeJson json;
    private final StripeExpansion expansion;

    StripeCustomers(StripeState state, StripeJson json, StripeExpansion expansion) {
        this.state = state;
        this.json = json;
        this.expansion = expansion;
    }

    void addTo(Routes routes) {
        routes.on("GET", "/v1/customers", this::list)
                .on("POST", "/v1/customers", this::create)
                .onId("GET", "/v1/customers/{id}", this::retrieve)
                .onId("POST", "/v1/customers/{id}", this::update)
                .onId("DELETE", "/v1/customers/{id}", this::delete)
                .onId("GET", "/v1/payment_methods/{id}", this::paymentMethod)
                .onId("GET", "/v1/prices/{id}", this::price);
    }

    private Reply list(ApiRequest request) {
        StripeParams params = StripeParams.ofList(request, "email");
        String list = params.text("email").map(StripeState::byEmail).orElse(StripeState.ALL);
        StripePage<FakeCustomer> page = StripePage.read(params, state.customers(), list, customer -> true, "customer");
        ObjectNode answer =
                StripeJson.list(page.rows().stream().map(json::customer).toList(), page.hasMore(), "/v1/customers");
        return Reply.ok(expansion.expand(answer, params));
    }

    private Reply create(ApiRequest request) {
        StripeParams params = StripeParams.of(request, FIELDS);
        return show(state.createCustomer(changes(params, null)), params);
    }

    private Reply retrieve(ApiRequest request, String id) {
        return show(id, StripeParams.of(request));
    }

    private Reply update(ApiRequest request, String id) {
        live(id);
        StripeParams params = StripeParams.of(request, FIELDS);
        state.updateCustomer(id, changes(params, id));
        return show(id, params);
    }

    private Reply delete(ApiRequest request, String id) {
        live(id);
        state.deleteCustomer(id);
        return show(id, StripeParams.of(request));
    }

    private Reply paymentMethod(ApiRequest request, String id) {
        StripeCards.Card card = state.card(id).orElseThrow(() -> StripeErrors.notFound("PaymentMethod", id));
        return Reply.ok(expansion.expand(json.paymentMethod(card), StripeParams.of(request)));
    }

    private Reply price(ApiRequest request, String id) {
        FakePrice price = state.price(id).orElseThrow(() -> StripeErrors.notFound("price", id));
        return Reply.ok(expansion.expand(json.price(price), StripeParams.of(request)));
    }

    private Reply show(String id, StripeParams params) {
        FakeCustomer customer = state.customers().find(id).orElseThrow(() -> StripeErrors.notFound("customer", id));
        return Reply.ok(expansion.expand(json.customer(customer), params));
    }

    private void live(String id) {
        if (state.liveCustomer(id).isEmpty()) {
            throw StripeErrors.notFound("customer", id);
        }
    }

    /** Checks everything before anything changes. */
    private Consumer<FakeCustomer> changes(StripeParams params, @Nullable String id) {
        Optional<String> email = limited(params, "email", MAX_EMAIL);
        Optional<String> name = limited(params, "name", MAX_NAME);
        if (email.filter(text -> !text.isEmpty() && !text.contains("@")).isPresent()) {
            throw StripeErrors.invalid("email_invalid", "Invalid email address", "email");
        }
        Optional<String> method = params.text("invoice_settings", "default_payment_method");
        if (method.filter(text -> !text.isEmpty() && !isOf(id, text)).isPresent()) {
            throw StripeErrors.missing("PaymentMethod", method.get(), "invoice_settings[default_payment_method]");
        }
        Consumer<Map<String, String>> metadata = StripeMetadata.changes(params);
        return customer -> {
            email.ifPresent(text -> customer.email(orNull(text)));
            name.ifPresent(text -> customer.name(orNull(text)));
            params.text("description").ifPresent(text -> customer.description(orNull(text)));
            params.text("phone").ifPresent(text -> customer.phone(orNull(text)));
            method.ifPresent(text -> customer.defaultPaymentMethod(orNull(text)));
            metadata.accept(customer.metadata());
        };
    }

    private boolean isOf(@Nullable String customer, String paymentMethod) {
        return state.card(paymentMethod).filter(card -> card.isOf(customer)).isPresent();
    }

    private static Optional<String> limited(StripeParams params, String name, int max) {
        Optional<String> text = params.text(name);
        if (text.filter(value -> value.length() > max).isPresent()) {
            throw StripeErrors.invalid(
                    "parameter_invalid_string_length", name + " must be at most " + max + " characters", name);
        }
        return text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
