package dev.trueup.testkit.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of {@link FakeStripe} while a test describes it: active, and for one period of its first price from its
 * creation on, unless said otherwise.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeSubscription {

    /** A price in the subscription; without a period of its own it has the subscription's. */
    record Item(
            @Nullable String id,
            String price,
            long quantity,
            @Nullable Period period) {}

    /** A coupon that was redeemed, under the discount's own id. */
    record Discount(@Nullable String id, FakeCoupon coupon) {}

    /** From start to end. */
    record Period(Instant start, Instant end) {}

    private @Nullable String id;
    private String customer = "";
    private String status = "active";
    private boolean cancelAtPeriodEnd;
    private @Nullable Instant cancelAt;
    private @Nullable Instant canceledAt;
    private @Nullable Instant endedAt;
    private @Nullable Period period;
    private @Nullable Period trial;
    private @Nullable Instant created;
    private @Nullable String defaultPaymentMethod;
    private boolean collectionPaused;
    private final List<Item> items = new ArrayList<>();
    private final List<Discount> discounts = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    FakeSubscription() {}

    FakeSubscription copy() {
        FakeSubscription copy = new FakeSubscription();
        copy.id = id;
        copy.customer = customer;
        copy.status = status;
        copy.cancelAtPeriodEnd = cancelAtPeriodEnd;
        copy.cancelAt = cancelAt;
        copy.canceledAt = canceledAt;
        copy.endedAt = endedAt;
        copy.period = period;
        copy.trial = trial;
        copy.created = created;
        copy.defaultPaymentMethod = defaultPaymentMethod;
        copy.collectionPaused = collectionPaused;
        copy.items.addAll(items);
        copy.discounts.addAll(discounts);
        copy.metadata.putAll(metadata);
        return copy;
    }

    /** Forces the id, for example {@code sub_1}; only while it is being created. */
    public FakeSubscription id(String forced) {
        this.id = forced;
        return this;
    }

    /** Makes one unit of this price its only item; an unknown price is created, 10.00 USD a month. */
    public FakeSubscription price(String priceId) {
        return price(priceId, 1);
    }

    /** Makes this price and quantity its only item; an unknown price is created, 10.00 USD a month. */
    public FakeSubscription price(String priceId, long quantity) {
        items.clear();
        return item(priceId, quantity);
    }

    /** Adds an item. */
    public FakeSubscription item(String priceId, long quantity) {
        items.add(new Item(null, priceId, quantity, null));
        return this;
    }

    /** Adds an item with a period of its own, as subscriptions with mixed intervals have. */
    public FakeSubscription item(String priceId, long quantity, Instant start, Instant end) {
        items.add(new Item(null, priceId, quantity, new Period(start, end)));
        return this;
    }

    /** Sets the status in Stripe's words, for example {@code past_due} or {@code canceled}. */
    public FakeSubscription status(String word) {
        this.status = word;
        return this;
    }

    /** Sets the current period, kept in whole seconds. */
    public FakeSubscription period(Instant start, Instant end) {
        this.period = new Period(start, end);
        return this;
    }

    /** Sets the trial, kept in whole seconds; the status is a matter of its own. */
    public FakeSubscription trial(Instant start, Instant end) {
        this.trial = new Period(start, end);
        return this;
    }

    /** Sets whether it ends with its current period. */
    public FakeSubscription cancelAtPeriodEnd(boolean ends) {
        this.cancelAtPeriodEnd = ends;
        return this;
    }

    /** Sets the date on which it ends, kept in whole seconds, or none: in flexible billing Stripe's portal does so. */
    public FakeSubscription cancelAt(@Nullable Instant end) {
        this.cancelAt = end;
        return this;
    }

    /** Sets the subscription's own default payment method, or none. */
    public FakeSubscription defaultPaymentMethod(@Nullable String paymentMethod) {
        this.defaultPaymentMethod = paymentMethod;
        return this;
    }

    /** Keeps its invoices back ({@code pause_collection}), or no longer; the status stays as it is. */
    public FakeSubscription pauseCollection(boolean paused) {
        this.collectionPaused = paused;
        return this;
    }

    /** Redeems a coupon for it, after those so far. */
    public FakeSubscription discount(Consumer<FakeCoupon> description) {
        FakeCoupon coupon = new FakeCoupon();
        description.accept(coupon);
        discounts.add(new Discount(null, coupon));
        return this;
    }

    /** Takes all discounts from it. */
    public FakeSubscription withoutDiscounts() {
        discounts.clear();
        return this;
    }

    /** Sets one metadata value; {@code null} removes the key. */
    public FakeSubscription metadata(String key, @Nullable String value) {
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        return this;
    }

    /** Sets when it was created, kept in whole seconds; by default the fake's clock decides. */
    public FakeSubscription created(Instant at) {
        this.created = at;
        return this;
    }

    FakeSubscription customer(String customerId) {
        this.customer = customerId;
        return this;
    }

    FakeSubscription canceled(@Nullable Instant requestedAt, @Nullable Instant ended) {
        this.canceledAt = requestedAt;
        this.endedAt = ended;
        return this;
    }

    FakeSubscription items(List<Item> all) {
        items.clear();
        items.addAll(all);
        return this;
    }

    FakeSubscription discounts(List<Discount> all) {
        discounts.clear();
        discounts.addAll(all);
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    String customer() {
        return customer;
    }

    String status() {
        return status;
    }

    boolean isCanceled() {
        return status.equals("canceled");
    }

    boolean cancelsAtPeriodEnd() {
        return cancelAtPeriodEnd;
    }

    @Nullable
    Instant cancelAt() {
        return cancelAt;
    }

    @Nullable
    Instant canceledAt() {
        return canceledAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    @Nullable
    Period period() {
        return period;
    }

    @Nullable
    Period trial() {
        return trial;
    }

    @Nullable
    Instant created() {
        return created;
    }

    @Nullable
    String defaultPaymentMethod() {
        return defaultPaymentMethod;
    }

    boolean isCollectionPaused() {
        return collectionPaused;
    }

    List<Discount> discounts() {
        return discounts;
    }

    List<Item> items() {
        return items;
    }

    Map<String, String> metadata() {
        return metadata;
    }
}
