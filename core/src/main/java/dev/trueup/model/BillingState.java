package dev.trueup.model;

import java.util.List;

/**
 * A customer and all of its subscriptions as Stripe tells them. Immutable and thread-safe.
 *
 * <p>The two are read by two calls, so a change that falls between them may show in one and not yet in the other; the
 * event that Stripe sends for that change makes the customer be read again.
 *
 * @param customer the customer
 * @param subscriptions all subscriptions, cancelled ones included, of every page; empty unless the customer is live
 */
public record BillingState(BillingCustomer customer, List<SubscriptionData> subscriptions) {

    /** Copies the list. */
    public BillingState {
        subscriptions = List.copyOf(subscriptions);
    }

    /** A customer that is deleted or missing, and so has nothing else to tell. */
    public static BillingState gone(BillingCustomer customer) {
        return new BillingState(customer, List.of());
    }
}
