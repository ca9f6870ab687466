package dev.trueup.sync;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Presence;
import dev.trueup.model.Source;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists every field in which a cached customer and what the sources say differ. Not thread-safe: one per user. */
public final class Comparison {

    private static final Instant YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z");

    /** The record is stamped by the store's clock and read by ours; two synchronised clocks differ by far less. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final List<Difference> differences = new ArrayList<>();

    /** What differs so far. */
    public List<Difference> differences() {
        return differences;
    }

    /** There is a user but nothing cached. */
    public void noRecord(UserId user) {
        differ("record", Source.CLERK, null, user.value());
    }

    /** Whether the times in the record can be at all. */
    public void plausible(StripeCustomerData cached, Instant now) {
        if (!sane(cached.created())) {
            differ("created", Source.CACHE, text(cached.created()), null);
        }
        if (!sane(cached.updatedAt()) || cached.updatedAt().isAfter(now.plus(CLOCK_SKEW))) {
            differ("updatedAt", Source.CACHE, text(cached.updatedAt()), null);
        }
    }

    /** The record against the user. */
    public void withClerk(StripeCustomerData cached, UserProfile user) {
        compare("email", Source.CLERK, email(cached.email()), email(user.email()));
        compare("name", Source.CLERK, name(cached.name()), name(user.name()));
        compare("userId", Source.CLERK, cached.userId().value(), user.id().value());
    }

    /** The record against the customer in Stripe, and the customer against the user, if that is known. */
    public void withStripe(CustomerSnapshot cached, BillingState actual, @Nullable UserProfile user) {
        BillingCustomer customer = actual.customer();
        if (customer.presence() != Presence.ACTIVE) {
            differ("presence", Source.STRIPE, text(Presence.ACTIVE), text(customer.presence()));
            return;
        }
        StripeCustomerData record = cached.customer();
        if (customer.userId() != null && !customer.userId().equals(record.userId())) {
            // Whatever else this customer says is another user's data, and the report is for this one.
            differ("userId", Source.STRIPE, record.userId().value(), "another user");
            return;
        }
        compare("userId", Source.STRIPE, record.userId().value(), text(customer.userId()));
        compare("created", Source.STRIPE, text(record.created()), text(customer.created()));
        compare("defaultPaymentMethod", Source.STRIPE, record.defaultPaymentMethod(), customer.defaultPaymentMethod());
        if (user != null) {
            if (!Objects.equals(email(customer.email()), email(user.email()))) {
                differ("email", Source.STRIPE, record.email(), customer.email());
            }
            if (!Objects.equals(name(customer.name()), name(user.name()))) {
                differ("name", Source.STRIPE, record.name(), customer.name());
            }
        }
        subscriptions(cached.subscriptions(), actual.subscriptions());
    }

    /** The record's own address and name against the customer's, where nobody knows the user's. */
    public void profileWithStripe(StripeCustomerData cached, BillingCustomer customer) {
        compare("email", Source.STRIPE, email(cached.email()), email(customer.email()));
        compare("name", Source.STRIPE, name(cached.name()), name(customer.name()));
    }

    private void subscriptions(List<SubscriptionData> cached, List<SubscriptionData> actual) {
        Map<String, SubscriptionData> left = byId(cached);
        Map<String, SubscriptionData> right = byId(actual);
        left.forEach((id, copy) -> {
            SubscriptionData truth = right.get(id);
            if (truth == null) {
                differ(subscription(id), Source.STRIPE, copy.status(), null);
            } else {
                subscription(subscription(id) + ".", copy, truth);
            }
        });
        right.forEach((id, truth) -> {
            if (!left.containsKey(id)) {
                differ(subscription(id), Source.STRIPE, null, truth.status());
            }
        });
    }

    private void subscription(String prefix, SubscriptionData copy, SubscriptionData truth) {
        compareText(prefix + "status", copy.status(), truth.status());
        compareText(prefix + "priceId", copy.priceId(), truth.priceId());
        compareText(prefix + "currentPeriodStart", copy.currentPeriodStart(), truth.currentPeriodStart());
        compareText(prefix + "currentPeriodEnd", copy.currentPeriodEnd(), truth.currentPeriodEnd());
        compareText(prefix + "cancelAtPeriodEnd", copy.cancelAtPeriodEnd(), truth.cancelAtPeriodEnd());
        compareText(prefix + "trialEnd", copy.trialEnd(), truth.trialEnd());
        compareText(prefix + "items", copy.items(), truth.items());
        compareText(
                prefix + "discounts", copy.terms().discounts(), truth.terms().discounts());
        compareText(
                prefix + "collectionPaused",
                copy.terms().collectionPaused(),
                truth.terms().collectionPaused());
    }

    private void compareText(String field, @Nullable Object cached, @Nullable Object actual) {
        compare(field, Source.STRIPE, text(cached), text(actual));
    }

    private void compare(String field, Source source, @Nullable String cached, @Nullable String actual) {
        if (!Objects.equals(cached, actual)) {
            differ(field, source, cached, actual);
        }
    }

    private void differ(String field, Source source, @Nullable String cached, @Nullable String actual) {
        differences.add(new Difference(field, source, cached, actual));
    }

    private static Map<String, SubscriptionData> byId(List<SubscriptionData> subscriptions) {
        Map<String, SubscriptionData> byId = new LinkedHashMap<>();
        subscriptions.forEach(it -> byId.put(it.id(), it));
        return byId;
    }

    private static String subscription(String id) {
        return "subscriptions[" + id + "]";
    }

    private static boolean sane(Instant time) {
        return !time.isBefore(YEAR_2000) && time.isBefore(YEAR_2100);
    }

    /** The address as it would be sent. */
    private static @Nullable String email(@Nullable String email) {
        return UserProfile.billingEmail(email);
    }

    /** The name as it would be sent, so that a difference in spelling alone is none. */
    private static @Nullable String name(@Nullable String name) {
        return UserProfile.fullName(name, null);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
