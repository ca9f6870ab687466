package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a {@link FakeStripe} that hang on customers and are read over HTTP, one at a time: checkout sessions,
 * which can be opened over HTTP too, invoices, charges, payment and setup intents, disputes and refunds. Thread-safe.
 */
public final class FakeObjects {

    /** Where a type is found, and which word Stripe's 404 has for the id in its path. */
    private record Kind(
            String idPrefix,
            String path,
            String pathParam,
            @Nullable String createdEvent,
            ObjectNode template) {

        static Kind of(String idPrefix, String path, String pathParam, @Nullable String createdEvent, String fields) {
            return new Kind(idPrefix, path, pathParam, createdEvent, Json.template(fields));
        }
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "checkout.session", Kind.of("cs_test_", "/v1/checkout/sessions/{id}", "session", null, """
                    {"id":null,"object":"checkout.session","amount_subtotal":1000,"amount_total":1000,
                     "cancel_url":null,"client_reference_id":null,"created":0,"currency":"usd","customer":null,"customer_details":null,
                     "customer_email":null,"expires_at":null,"invoice":null,"livemode":false,"metadata":{},
                     "mode":"subscription","payment_intent":null,"payment_status":"unpaid","setup_intent":null,
                     "status":"open","subscription":null,"success_url":null,"url":null}"""),
            "invoice", Kind.of("in_", "/v1/invoices/{id}", "invoice", "invoice.created", """
                    {"id":null,"object":"invoice","amount_due":1000,"amount_paid":0,"amount_remaining":1000,
                     "billing_reason":"manual","collection_method":"charge_automatically","created":0,"currency":"usd",
                     "customer":null,"customer_email":null,"livemode":false,"metadata":{},"number":null,"parent":null,
                     "status":"open","total":1000}"""),
            "charge", Kind.of("ch_", "/v1/charges/{id}", "id", "charge.succeeded", """
                    {"id":null,"object":"charge","amount":1000,"amount_captured":1000,"amount_refunded":0,
                     "captured":true,"created":0,"currency":"usd","customer":null,"disputed":false,"livemode":false,
                     "metadata":{},"paid":true,"payment_intent":null,"payment_method":null,"refunded":false,
                     "status":"succeeded"}"""),
            "payment_intent", Kind.of("pi_", "/v1/payment_intents/{id}", "intent", "payment_intent.created", """
                    {"id":null,"object":"payment_intent","amount":1000,"amount_received":0,"created":0,
                     "currency":"usd","customer":null,"latest_charge":null,"livemode":false,"metadata":{},
                     "payment_method":null,"status":"requires_payment_method"}"""),
            "setup_intent", Kind.of("seti_", "/v1/setup_intents/{id}", "intent", "setup_intent.created", """
                    {"id":null,"object":"setup_intent","created":0,"customer":null,"livemode":false,"metadata":{},
                     "payment_method":null,"status":"requires_payment_method","usage":"off_session"}"""),
            "dispute", Kind.of("dp_", "/v1/disputes/{id}", "dispute", "charge.dispute.created", """
                    {"id":null,"object":"dispute","amount":1000,"charge":null,"created":0,"currency":"usd",
                     "livemode":false,"metadata":{},"payment_intent":null,"reason":"general",
                     "status":"needs_response"}"""),
            "refund", Kind.of("re_", "/v1/refunds/{id}", "id", "refund.created", """
                    {"id":null,"object":"refund","amount":1000,"charge":null,"created":0,"currency":"usd",
                     "customer":null,"metadata":{},"payment_intent":null,"reason":null,"status":"succeeded"}"""));

    private final StripeApi api;
    private final StripeEvents events;
    private final StripeExpansion expansion;
    private final StripeCheckout checkout;
    private final boolean livemode;
    private final Ids ids = new Ids();
    private final Map<String, ObjectNode> objects = new HashMap<>();

    FakeObjects(StripeApi api, StripeEvents events, StripeExpansion expansion, boolean livemode) {
        this.api = api;
        this.events = events;
        this.expansion = expansion;
        this.livemode = livemode;
        this.checkout = new StripeCheckout(api.state());
    }

    void addTo(Routes routes) {
        routes.on("POST", "/v1/checkout/sessions", this::openCheckout);
        KINDS.forEach(
                (type, kind) -> routes.onId("GET", kind.path(), (request, id) -> retrieve(request, type, kind, id)));
    }

    private Reply openCheckout(ApiRequest request) {
        StripeParams params = StripeParams.of(request, StripeCheckout.FIELDS);
        return Reply.ok(expansion.expand(find(checkout.open(params, this)).deepCopy(), params));
    }

    private Reply retrieve(ApiRequest request, String type, Kind kind, String id) {
        ObjectNode found = objects.get(id);
        if (found == null || !found.path("object").asText().equals(type)) {
            throw StripeErrors.notFound(type, id, kind.pathParam());
        }
        return Reply.ok(expansion.expand(found.deepCopy(), StripeParams.of(request)));
    }

    /**
     * Creates an object and returns its id.
     *
     * @param type as Stripe's {@code object} field says: {@code checkout.session}, {@code invoice}, {@code charge},
     *     {@code payment_intent}, {@code setup_intent}, {@code dispute} or {@code refund}
     * @throws IllegalArgumentException when the type is another or a forced id is taken
     */
    public String create(String type, Consumer<FakeObject> description) {
        Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalArgumentException("not a type of these objects: " + type);
        }
        synchronized (api) {
            ObjectNode json = kind.template().deepCopy();
            json.put("created", api.state().now().getEpochSecond());
            if (json.has("livemode")) {
                json.put("livemode", livemode);
            }
            description.accept(new FakeObject(json));
            String id = ids.next(kind.idPrefix(), json.path("id").textValue(), objects::containsKey);
            objects.put(id, json.put("id", id));
            if (kind.createdEvent() != null) {
                events.add(requireNonNull(kind.createdEvent()), json.deepCopy());
            }
            return id;
        }
    }

    /**
     * Completes and pays a checkout session, as a customer who is sent to Stripe's page does, and sends
     * {@code checkout.session.completed}. One that was opened over HTTP to subscribe makes its subscription first.
     *
     * @param change what else becomes of it, for example {@code it -> it.customer("cus_1")}
     * @throws NoSuchElementException when there is no such session, or its customer is deleted
     */
    public void completeCheckout(String session, Consumer<FakeObject> change) {
        change("checkout.session", session, "checkout.session.completed", it -> {
            it.set("status", "complete").set("payment_status", "paid");
            change.accept(it);
            checkout.complete(it.json());
        });
    }

    /**
     * Pays an invoice and sends {@code invoice.paid}.
     *
     * @throws NoSuchElementException when there is no such invoice
     */
    public void payInvoice(String invoice) {
        change("invoice", invoice, "invoice.paid", it -> it.set("status", "paid")
                .set("amount_paid", it.json().path("amount_due").asLong())
                .set("amount_remaining", 0));
    }

    /**
     * An object as the API would show it now, as a copy.
     *
     * @throws NoSuchElementException when it never existed
     */
    public JsonNode get(String id) {
        synchronized (api) {
            return find(id).deepCopy();
        }
    }

    private void change(String type, String id, String event, Consumer<FakeObject> change) {
        synchronized (api) {
            ObjectNode changed = find(id).deepCopy();
            if (!changed.path("object").asText().equals(type)) {
                throw new NoSuchElementException("no such " + type + ": " + id);
            }
            change.accept(new FakeObject(changed));
            objects.put(id, changed.put("id", id));
            events.add(event, changed.deepCopy());
        }
    }

    /** Changes an object that nobody has seen yet. */
    void update(String id, Consumer<FakeObject> change) {
        change.accept(new FakeObject(find(id)));
    }

    private ObjectNode find(String id) {
        ObjectNode found = objects.get(id);
        if (found == null) {
            throw new NoSuchElementException("no such object: " + id);
        }
        return found;
    }
}
