package dev.trueup.hostapp;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes that several routes answer with. Times are in epoch seconds. */
final class Views {

    private Views() {}

    /** The customer, with all of its fields. */
    record Customer(
            String stripeCustomerId,
            @Nullable String email,
            String userId,
            @Nullable String name,
            List<String> subscriptions,
            @Nullable String defaultPaymentMethod,
            long created,
            long updatedAt) {

        static Customer of(StripeCustomerData data) {
            return new Customer(
                    data.stripeCustomerId().value(),
                    data.email(),
                    data.userId().value(),
                    data.name(),
                    data.subscriptions(),
                    data.defaultPaymentMethod(),
                    data.created().getEpochSecond(),
                    data.updatedAt().getEpochSecond());
        }
    }

    /** A subscription. */
    record Subscription(
            String id,
            String status,
            @Nullable String priceId,
            @Nullable Long currentPeriodStart,
            @Nullable Long currentPeriodEnd,
            boolean cancelAtPeriodEnd) {

        static Subscription of(SubscriptionData data) {
            return new Subscription(
                    data.id(),
                    data.status(),
                    data.priceId(),
                    seconds(data.currentPeriodStart()),
                    seconds(data.currentPeriodEnd()),
                    data.cancelAtPeriodEnd());
        }

        static List<Subscription> of(CustomerSnapshot customer) {
            return customer.subscriptions().stream().map(Subscription::of).toList();
        }
    }

    /** What one place notes of a user's subscription. */
    record Noted(
            String stripeCustomerId,
            @Nullable String subscriptionId,
            String status,
            @Nullable String priceId,
            @Nullable Long currentPeriodEnd,
            boolean cancelAtPeriodEnd) {

        static @Nullable Noted of(@Nullable SubscriptionState state) {
            return state == null
                    ? null
                    : new Noted(
                            state.customer().value(),
                            state.subscriptionId(),
                            state.status(),
                            state.priceId(),
                            seconds(state.currentPeriodEnd()),
                            state.cancelAtPeriodEnd());
        }
    }

    static @Nullable String id(@Nullable CustomerId customer) {
        return customer == null ? null : customer.value();
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }
}
