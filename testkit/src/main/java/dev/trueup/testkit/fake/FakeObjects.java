package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The objects of a {@link FakeStripe} that hang on customers and are read over HTTP, one at a time: checkout sessions,
 * which can be opened over HTTP too, invoices, charges, payment and setup intents, disputes and refunds. Invoices,
 * charges and payment intents can be listed too; {@link FakePayments} makes them as they come about. Thread-safe.
 */
public final class FakeObjects {

    private final StripeApi api;
    private final StripeEvents events;
    private final StripeExpansion expansion;
    private final StripeCheckout checkout;
    private final boolean livemode;
    private final Ids ids = new Ids();

    /** In lists by type, and by type and customer. */
    private final Table<ObjectNode> objects = new Table<>();

    FakeObjects(StripeApi api, StripeEvents events, StripeExpansion expansion, boolean livemode) {
        this.api = api;
        this.events = events;
        this.expansion = expansion;
        this.livemode = livemode;
        this.checkout = new StripeCheckout(api.state());
    }

    void addTo(Routes routes) {
        routes.on("POST", "/v1/checkout/sessions", this::openCheckout);
        ObjectKind.BY_TYPE.forEach((type, kind) -> {
            routes.onId("GET", kind.path() + "/{id}", (request, id) -> retrieve(request, type, kind, id));
            if (kind.isListed()) {
                routes.on("GET", kind.path(), request -> list(request, type, kind));
            }
        });
    }

    private Reply openCheckout(ApiRequest request) {
        StripeParams params = StripeParams.of(request, StripeCheckout.FIELDS);
        return Reply.ok(expansion.expand(require(checkout.open(params, this)).deepCopy(), params));
    }

    private Reply retrieve(ApiRequest request, String type, ObjectKind kind, String id) {
        ObjectNode found = objects.find(id)
                .filter(it -> isOf(type, it))
                .orElseThrow(() -> StripeErrors.notFound(type, id, kind.pathParam()));
        return Reply.ok(expansion.expand(found.deepCopy(), StripeParams.of(request)));
    }

    private Reply list(ApiRequest request, String type, ObjectKind kind) {
        StripeParams params = StripeParams.ofList(request, "customer");
        Optional<String> customer = params.text("customer");
        if (customer.filter(id -> api.state().customers().find(id).isEmpty()).isPresent()) {
            throw StripeErrors.missing("customer", customer.get(), "customer");
        }
        String list = customer.map(id -> listOf(type, id)).orElse(type);
        StripePage<ObjectNode> page = StripePage.read(params, objects, list, it -> true, type);
        List<ObjectNode> rows = page.rows().stream().map(ObjectNode::deepCopy).toList();
        return Reply.ok(expansion.expand(StripeJson.list(rows, page.hasMore(), kind.path()), params));
    }

    /**
     * Creates an object and returns its id.
     *
     * @param type as Stripe's {@code object} field says: {@code checkout.session}, {@code invoice}, {@code charge},
     *     {@code payment_intent}, {@code setup_intent}, {@code dispute} or {@code refund}
     * @throws IllegalArgumentException when the type is another or a forced id is taken
     */
    public String create(String type, Consumer<FakeObject> description) {
        ObjectKind kind = ObjectKind.BY_TYPE.get(type);
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
            String id = ids.next(kind.idPrefix(), json.path("id").textValue(), forced -> objects.find(forced)
                    .isPresent());
            put(json.put("id", id));
            String event = kind.eventOf(json);
            if (event != null) {
                events.add(event, json.deepCopy());
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
     * An object as the API would show it now, as a copy.
     *
     * @throws NoSuchElementException when it never existed or was deleted
     */
    public JsonNode get(String id) {
        synchronized (api) {
            return require(id).deepCopy();
        }
    }

    /**
     * Changes an object and sends an event.
     *
     * @throws NoSuchElementException when there is none of this type
     */
    void change(String type, String id, String event, Consumer<FakeObject> change) {
        synchronized (api) {
            ObjectNode changed = require(type, id).deepCopy();
            change.accept(new FakeObject(changed));
            put(changed.put("id", id));
            events.add(event, changed.deepCopy());
        }
    }

    /** Changes an object that nobody has seen yet. */
    void update(String id, Consumer<FakeObject> change) {
        change.accept(new FakeObject(require(id)));
    }

    /**
     * Removes an object and sends an event.
     *
     * @throws NoSuchElementException when there is none of this type
     */
    void delete(String type, String id, String event) {
        synchronized (api) {
            ObjectNode known = require(type, id);
            objects.remove(id);
            events.add(event, known);
        }
    }

    /**
     * An object of a type, as it is kept.
     *
     * @throws NoSuchElementException when there is none
     */
    ObjectNode require(String type, String id) {
        return objects.find(id)
                .filter(it -> isOf(type, it))
                .orElseThrow(() -> new NoSuchElementException("no such " + type + ": " + id));
    }

    private ObjectNode require(String id) {
        return objects.find(id).orElseThrow(() -> new NoSuchElementException("no such object: " + id));
    }

    private void put(ObjectNode json) {
        String type = json.path("object").asText();
        Set<String> lists = new HashSet<>(Set.of(type));
        if (json.path("customer").isTextual()) {
            lists.add(listOf(type, json.path("customer").asText()));
        }
        objects.put(json.path("id").asText(), json, json.path("created").asLong(), lists);
    }

    private static String listOf(String type, String customer) {
        return type + " of " + customer;
    }

    private static boolean isOf(String type, ObjectNode json) {
        return json.path("object").asText().equals(type);
    }
}
