package dev.trueup.billing;

import dev.trueup.model.SubscriptionAgreement;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;

/** Ends and keeps subscriptions for their own users. */
public final class Subscriptions {

    /** Ends one. */
    public SubscriptionChange cancel(UserId user, String subscriptionId, BillingActions.End end) {
        throw new UnsupportedOperationException(user.value() + subscriptionId + end);
    }

    /** Keeps one. */
    public SubscriptionChange reactivate(UserId user, String subscriptionId) {
        throw new UnsupportedOperationException(user.value() + subscriptionId);
    }

    /** What Clerk, cache and store say. */
    public SubscriptionAgreement agreement(UserId user) {
        throw new UnsupportedOperationException(user.value());
    }
}
