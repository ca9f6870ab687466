package dev.trueup.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user pays for, in the few words that are filed with the user in Clerk. Immutable and thread-safe.
 *
 * @param customer whose subscription it is
 * @param subscriptionId the subscription that counts; {@code null} if the customer never had one
 * @param status Stripe's word for it; {@link #NONE} if there is no subscription
 * @param priceId what is paid for, if Stripe told it
 * @param currentPeriodEnd until when it is paid, in whole seconds, if Stripe told it
 * @param cancelAtPeriodEnd whether it ends then
 */
public record SubscriptionState(
        CustomerId customer,
        @Nullable String subscriptionId,
        String status,
        @Nullable String priceId,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd) {

    /** The status of a customer without any subscription. */
    public static final String NONE = "none";

    /** From the one that gives a user most to the one that gives least; words that are not here come last. */
    private static final List<String> RANKS = List.of(
            "active", "trialing", "past_due", "unpaid", "paused", "incomplete", "canceled", "incomplete_expired");

    /**
     * What counts of a customer: the subscription that gives the user most by its status, and among equals the one that
     * Stripe lists first, which is the newest.
     */
    public static SubscriptionState of(CustomerSnapshot customer) {
        return customer.subscriptions().stream()
                .min(Comparator.comparingInt(it -> rank(it.status())))
                .map(it -> new SubscriptionState(
                        customer.customerId(),
                        it.id(),
                        it.status(),
                        it.priceId(),
                        it.currentPeriodEnd(),
                        it.cancelAtPeriodEnd()))
                .orElse(new SubscriptionState(customer.customerId(), null, NONE, null, null, false));
    }

    private static int rank(String status) {
        int rank = RANKS.indexOf(status);
        return rank < 0 ? RANKS.size() : rank;
    }
}
