package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A customer as Stripe tells it at one moment, without its subscriptions. Immutable and thread-safe.
 *
 * @param id Stripe's id
 * @param presence whether the customer is live; for one that is not, every field below is {@code null}
 * @param userId the user named by {@code metadata.userId}; {@code null} if there is none or it is not a valid id
 * @param email the address, if any
 * @param name the full name, if any
 * @param defaultPaymentMethod id of the default payment method, if any
 * @param payment details of the default payment method, if Stripe told them
 * @param created when the customer was created; never {@code null} for a live one
 */
public record BillingCustomer(
        CustomerId id,
        Presence presence,
        @Nullable UserId userId,
        @Nullable String email,
        @Nullable String name,
        @Nullable String defaultPaymentMethod,
        @Nullable PaymentSummary payment,
        @Nullable Instant created) {

    /**
     * Checks that presence and fields agree.
     *
     * @throws IllegalArgumentException if a live customer has no creation time
     */
    public BillingCustomer {
        if (presence == Presence.ACTIVE && created == null) {
            throw new IllegalArgumentException("created of live customer " + id + " must be given");
        }
    }

    /** A customer that was deleted in Stripe. */
    public static BillingCustomer deleted(CustomerId id) {
        return new BillingCustomer(id, Presence.DELETED, null, null, null, null, null, null);
    }

    /** A customer that Stripe does not know. */
    public static BillingCustomer missing(CustomerId id) {
        return new BillingCustomer(id, Presence.MISSING, null, null, null, null, null, null);
    }

    /** Whether the customer is live and carries the id of this user: the only proof of a link that counts. */
    public boolean belongsTo(UserId user) {
        return presence == Presence.ACTIVE && user.equals(userId);
    }

    /** Whether the customer is live and carries nobody. */
    public boolean isFree() {
        return presence == Presence.ACTIVE && userId == null;
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "BillingCustomer[" + id + ", " + presence + ", user=" + userId + "]";
    }
}
