package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a {@link FakeStripe} knows. A row never changes once it is in; a change puts a copy in its place. Guarded by the
 * monitor of the {@link StripeApi}.
 */
final class StripeState {

    static final String ALL = "all";

    /** The subscriptions that are not cancelled. */
    static final String LIVE = "live";

    private final Clock clock;
    private final StripeJson json;
    private final StripeEvents events;
    private final Ids ids = new Ids();
    private final Table<FakeCustomer> customers = new Table<>();
    private final Table<FakeSubscription> subscriptions = new Table<>();
    private final Map<String, FakePrice> prices = new HashMap<>();
    private final Map<String, FakeCoupon> coupons = new HashMap<>();
    private final Map<String, FakeSubscription.Discount> discounts = new HashMap<>();
    private final StripeCards cards;

    StripeState(Clock clock, boolean livemode, int keptEvents) {
        this.clock = clock;
        this.json = new StripeJson(this, livemode);
        this.events = new StripeEvents(clock, livemode, keptEvents);
        this.cards = new StripeCards(ids, json, events);
    }

    static String byEmail(String email) {
        return "email=" + email;
    }

    static String byStatus(String status) {
        return "status=" + status;
    }

    static String byCustomer(String customer) {
        return "customer=" + customer;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    StripeJson json() {
        return json;
    }

    StripeEvents events() {
        return events;
    }

    Table<FakeCustomer> customers() {
        return customers;
    }

    Table<FakeSubscription> subscriptions() {
        return subscriptions;
    }

    Optional<FakePrice> price(String id) {
        return Optional.ofNullable(prices.get(id));
    }

    Optional<FakeCoupon> coupon(String id) {
        return Optional.ofNullable(coupons.get(id));
    }

    Optional<FakeSubscription.Discount> discount(String id) {
        return Optional.ofNullable(discounts.get(id));
    }

    Optional<StripeCards.Card> card(String id) {
        return cards.find(id);
    }

    /** The customer, when it exists and is not deleted. */
    Optional<FakeCustomer> liveCustomer(String id) {
        return customers.find(id).filter(customer -> !customer.isDeleted());
    }

    String createCustomer(Consumer<FakeCustomer> description) {
        FakeCustomer customer = new FakeCustomer();
        description.accept(customer);
        String id =
                ids.next("cus_", customer.id(), forced -> customers.find(forced).isPresent());
        put(customer.id(id).created(customer.created() == null ? now() : requireNonNull(customer.created())));
        events.add("customer.created", json.customer(customer));
        attachDefault(customer);
        return id;
    }

    void updateCustomer(String id, Consumer<FakeCustomer> change) {
        FakeCustomer known = requireLiveCustomer(id);
        FakeCustomer changed = known.copy();
        change.accept(changed);
        attachDefault(changed.id(id));
        put(changed);
        events.addChange("customer.updated", json.customer(known), json.customer(changed));
    }

    void deleteCustomer(String id) {
        FakeCustomer customer = requireLiveCustomer(id);
        for (FakeSubscription subscription : subscriptions.rows(byCustomer(id))) {
            if (!subscription.isCanceled()) {
                cancelSubscription(requireNonNull(subscription.id()));
            }
        }
        Instant created = requireNonNull(customer.created());
        put(new FakeCustomer().id(id).created(created).deleted());
        // The event shows the customer as it was, without "deleted": that word is the API's.
        events.add("customer.deleted", json.customer(customer));
    }

    private FakeCustomer requireLiveCustomer(String id) {
        return liveCustomer(id).orElseThrow(() -> new NoSuchElementException("no such customer: " + id));
    }

    String createSubscription(String customer, Consumer<FakeSubscription> description) {
        requireLiveCustomer(customer);
        FakeSubscription subscription = new FakeSubscription().customer(customer);
        description.accept(subscription);
        String id = ids.next(
                "sub_", subscription.id(), forced -> subscriptions.find(forced).isPresent());
        put(subscription
                .id(id)
                .created(subscription.created() == null ? now() : requireNonNull(subscription.created())));
        events.add("customer.subscription.created", json.subscription(subscription));
        return id;
    }

    void updateSubscription(String id, Consumer<FakeSubscription> change) {
        FakeSubscription known =
                subscriptions.find(id).orElseThrow(() -> new NoSuchElementException("no such subscription: " + id));
        FakeSubscription changed = known.copy();
        change.accept(changed);
        put(changed.id(id));
        if (changed.isCanceled() && !known.isCanceled()) {
            events.add("customer.subscription.deleted", json.subscription(changed));
        } else {
            events.addChange("customer.subscription.updated", json.subscription(known), json.subscription(changed));
        }
    }

    void cancelSubscription(String id) {
        updateSubscription(id, subscription -> subscription.status("canceled"));
    }

    String createPrice(Consumer<FakePrice> description) {
        FakePrice price = new FakePrice();
        description.accept(price);
        String id = ids.next("price_", price.id(), prices::containsKey);
        if (price.product() == null) {
            price.product(ids.next("prod_"));
        }
        prices.put(id, price.id(id));
        return id;
    }

    String createPaymentMethod(String customer, Consumer<FakePaymentMethod> description) {
        return cards.attach(customer, now(), description);
    }

    void detachPaymentMethod(String id) {
        liveCustomer(cards.detach(id))
                .filter(owner -> id.equals(owner.defaultPaymentMethod()))
                .ifPresent(owner ->
                        updateCustomer(requireNonNull(owner.id()), change -> change.defaultPaymentMethod(null)));
    }

    private void attachDefault(FakeCustomer customer) {
        String method = customer.defaultPaymentMethod();
        if (method != null && cards.find(method).isEmpty()) {
            createPaymentMethod(requireNonNull(customer.id()), card -> card.id(method));
        }
    }

    private void put(FakeCustomer customer) {
        String id = requireNonNull(customer.id());
        Set<String> lists = new HashSet<>();
        if (!customer.isDeleted()) {
            lists.add(ALL);
            if (customer.email() != null) {
                lists.add(byEmail(requireNonNull(customer.email())));
            }
        }
        customers.put(id, customer, requireNonNull(customer.created()).getEpochSecond(), lists);
    }

    private void put(FakeSubscription subscription) {
        String id = requireNonNull(subscription.id());
        if (subscription.items().isEmpty()) {
            throw new IllegalArgumentException("a subscription needs a price: " + id);
        }
        subscription.items(subscription.items().stream().map(this::complete).toList());
        subscription.discounts(
                subscription.discounts().stream().map(this::complete).toList());
        if (subscription.period() == null) {
            Instant start = requireNonNull(subscription.created());
            FakePrice first =
                    requireNonNull(prices.get(subscription.items().get(0).price()));
            subscription.period(start, first.oneIntervalAfter(start));
        }
        complete(subscription);
        Set<String> lists =
                new HashSet<>(List.of(ALL, byCustomer(subscription.customer()), byStatus(subscription.status())));
        if (!subscription.isCanceled()) {
            lists.add(LIVE);
        }
        subscriptions.put(
                id, subscription, requireNonNull(subscription.created()).getEpochSecond(), lists);
    }

    private FakeSubscription.Item complete(FakeSubscription.Item item) {
        if (!prices.containsKey(item.price())) {
            createPrice(price -> price.id(item.price()));
        }
        String id = item.id() == null ? ids.next("si_") : item.id();
        return new FakeSubscription.Item(id, item.price(), item.quantity(), item.period());
    }

    private FakeSubscription.Discount complete(FakeSubscription.Discount discount) {
        FakeCoupon coupon = discount.coupon();
        String couponId = coupon.id() == null ? ids.next("") : coupon.id();
        coupons.put(couponId, coupon.id(couponId));
        String id = discount.id() == null ? ids.next("di_") : discount.id();
        FakeSubscription.Discount complete = new FakeSubscription.Discount(id, coupon);
        discounts.put(id, complete);
        return complete;
    }

    /** Stripe notes when a cancellation was asked for, and later when it took effect. */
    private void complete(FakeSubscription subscription) {
        boolean ends =
                subscription.isCanceled() || subscription.cancelsAtPeriodEnd() || subscription.cancelAt() != null;
        Instant asked = subscription.canceledAt() == null ? now() : subscription.canceledAt();
        Instant ended = subscription.endedAt() == null ? now() : subscription.endedAt();
        subscription.canceled(ends ? asked : null, subscription.isCanceled() ? ended : null);
    }
}
