package dev.trueup.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the application knows of one customer, read together and cached as one value. Immutable and
 * thread-safe.
 *
 * @param customer the customer
 * @param subscriptions all of its subscriptions in Stripe's order; the same ids as in {@code customer}
 * @param payment the default payment method, if there is one and Stripe told its details
 */
public record CustomerSnapshot(
        StripeCustomerData customer,
        List<SubscriptionData> subscriptions,
        @Nullable PaymentSummary payment) {

    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException if the subscriptions are not those that the customer names
     */
    public CustomerSnapshot {
        subscriptions = List.copyOf(subscriptions);
        List<String> ids = subscriptions.stream().map(SubscriptionData::id).toList();
        if (!ids.equals(customer.subscriptions())) {
            throw new IllegalArgumentException("subscriptions of " + customer.stripeCustomerId() + " must be "
                    + customer.subscriptions() + " but are " + ids);
        }
    }

    /**
     * The snapshot of a live customer as Stripe told it.
     *
     * @param state what Stripe said; the customer must be {@link Presence#ACTIVE} and carry a user
     * @param readAt when it was read
     * @throws IllegalArgumentException if the customer is not live or carries no user
     */
    public static CustomerSnapshot of(BillingState state, Instant readAt) {
        BillingCustomer customer = state.customer();
        UserId user = customer.userId();
        Instant created = customer.created();
        if (customer.presence() != Presence.ACTIVE || user == null || created == null) {
            throw new IllegalArgumentException("customer " + customer.id() + " must be live and carry a user");
        }
        return new CustomerSnapshot(
                new StripeCustomerData(
                        customer.id(),
                        customer.email(),
                        user,
                        customer.name(),
                        state.subscriptions().stream().map(SubscriptionData::id).toList(),
                        customer.defaultPaymentMethod(),
                        created,
                        readAt),
                state.subscriptions(),
                customer.payment());
    }

    /** Whether another snapshot says the same, whenever it was read. */
    public boolean saysTheSameAs(CustomerSnapshot other) {
        return subscriptions.equals(other.subscriptions)
                && Objects.equals(payment, other.payment)
                && customer.readAt(Instant.EPOCH).equals(other.customer.readAt(Instant.EPOCH));
    }

    /** The user whose snapshot this is. */
    public UserId userId() {
        return customer.userId();
    }

    /** The customer whose snapshot this is. */
    public CustomerId customerId() {
        return customer.stripeCustomerId();
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "CustomerSnapshot[" + customer + "]";
    }
}
