package dev.trueup.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application keeps of one Stripe customer: the record that is cached, compared and served. Immutable and
 * thread-safe.
 *
 * <p>Time stamps are not limited to sane values here, because a copy that is wrong must be readable to be reported:
 * {@code SyncChecker} says so when one lies outside the years 2000 to 2100.
 *
 * @param stripeCustomerId Stripe's id of the customer
 * @param email the customer's address in Stripe; {@code null} where Stripe has none, as for users who signed up by
 *     telephone
 * @param userId the Clerk user whose id the customer carries in {@code metadata.userId}
 * @param name the customer's full name in Stripe, if any
 * @param subscriptions ids of all subscriptions in Stripe's order, cancelled ones included
 * @param defaultPaymentMethod id of {@code invoice_settings.default_payment_method}, if any
 * @param created when Stripe created the customer, in whole seconds
 * @param updatedAt when this copy was read from Stripe, by the clock of the cache
 */
public record StripeCustomerData(
        CustomerId stripeCustomerId,
        @Nullable String email,
        UserId userId,
        @Nullable String name,
        List<String> subscriptions,
        @Nullable String defaultPaymentMethod,
        Instant created,
        Instant updatedAt) {

    /** Copies the list. */
    public StripeCustomerData {
        subscriptions = List.copyOf(subscriptions);
    }

    /** The same data, read at another time. */
    StripeCustomerData readAt(Instant time) {
        return new StripeCustomerData(
                stripeCustomerId, email, userId, name, subscriptions, defaultPaymentMethod, created, time);
    }

    /** Ids only: an address or a name must not reach a log by way of a string conversion. */
    @Override
    public String toString() {
        return "StripeCustomerData[" + stripeCustomerId + " of " + userId + ", subscriptions=" + subscriptions + "]";
    }
}
