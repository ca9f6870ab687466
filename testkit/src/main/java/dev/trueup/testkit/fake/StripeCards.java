package dev.trueup.testkit.fake;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The payment methods that a {@link FakeStripe} knows, all of them cards. Guarded by the monitor of the {@link StripeApi}. */
final class StripeCards {

    /** A card and whose it is; nobody's once it is detached. */
    record Card(String id, @Nullable String customer, FakePaymentMethod method, Instant created) {

        boolean isOf(@Nullable String owner) {
            return customer != null && customer.equals(owner);
        }
    }

    private final Ids ids;
    private final StripeJson json;
    private final StripeEvents events;
    private final Map<String, Card> cards = new HashMap<>();

    StripeCards(Ids ids, StripeJson json, StripeEvents events) {
        this.ids = ids;
        this.json = json;
        this.events = events;
    }

    Optional<Card> find(String id) {
        return Optional.ofNullable(cards.get(id));
    }

    String attach(String customer, Instant at, Consumer<FakePaymentMethod> description) {
        FakePaymentMethod method = new FakePaymentMethod();
        description.accept(method);
        String id = ids.next("pm_", method.id(), cards::containsKey);
        Card card = new Card(id, customer, method.id(id), at);
        cards.put(id, card);
        events.add("payment_method.attached", json.paymentMethod(card));
        return id;
    }

    /** Makes it nobody's and returns whose it was. */
    String detach(String id) {
        Card card = cards.get(id);
        if (card == null || card.customer() == null) {
            throw new NoSuchElementException("no such payment method of a customer: " + id);
        }
        Card detached = new Card(id, null, card.method(), card.created());
        cards.put(id, detached);
        events.addChange("payment_method.detached", json.paymentMethod(card), json.paymentMethod(detached));
        return card.customer();
    }
}
