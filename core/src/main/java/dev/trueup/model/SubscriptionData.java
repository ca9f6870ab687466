package dev.trueup.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Stripe subscription as it is cached and compared. Immutable and thread-safe.
 *
 * @param id Stripe's id of the subscription, not blank
 * @param status Stripe's own word, such as {@code active}, {@code past_due}; kept as text because
 *     Stripe adds words, and an unknown one must not make a customer unreadable
 * @param priceId the price of the first item, if there is one
 * @param currentPeriodStart start of the current period; since Stripe's API of 2025 it sits on the items, and the
 *     earliest one counts
 * @param currentPeriodEnd end of the current period; of several items the earliest one counts
 * @param cancelAtPeriodEnd whether the subscription ends with the current period
 * @param canceledAt when the cancellation was asked for, if it was
 * @param trialStart start of the trial, if any
 * @param trialEnd end of the trial, if any
 * @param created when Stripe created the subscription
 * @param items what is paid for, in Stripe's order
 * @param terms what is special about it
 * @see <a href="https://docs.stripe.com/api/subscriptions/object">Stripe: the Subscription object</a>
 */
public record SubscriptionData(
        String id,
        String status,
        @Nullable String priceId,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant canceledAt,
        @Nullable Instant trialStart,
        @Nullable Instant trialEnd,
        Instant created,
        List<Item> items,
        SubscriptionTerms terms) {

    /** A subscription with nothing special about it. */
    public SubscriptionData(
            String id,
            String status,
            @Nullable String priceId,
            @Nullable Instant currentPeriodStart,
            @Nullable Instant currentPeriodEnd,
            boolean cancelAtPeriodEnd,
            @Nullable Instant canceledAt,
            @Nullable Instant trialStart,
            @Nullable Instant trialEnd,
            Instant created,
            List<Item> items) {
        this(
                id,
                status,
                priceId,
                currentPeriodStart,
                currentPeriodEnd,
                cancelAtPeriodEnd,
                canceledAt,
                trialStart,
                trialEnd,
                created,
                items,
                SubscriptionTerms.USUAL);
    }

    /**
     * Checks the id and the status and copies the list.
     *
     * @throws IllegalArgumentException if the id or the status is blank or holds control characters
     */
    public SubscriptionData {
        Identifier.require("subscriptionId", id);
        Identifier.require("status", status);
        items = List.copyOf(items);
    }

    /**
     * One line of a subscription. Immutable and thread-safe.
     *
     * @param id Stripe's id of the subscription item
     * @param priceId Stripe's id of the price
     * @param unitAmount price of one unit in the currency's minor unit; {@code null} where {@code pricing} tells more
     * @param currency three-letter ISO code in lower case
     * @param interval {@code day}, {@code week}, {@code month} or {@code year}; {@code null} for a price that does not
     *     recur
     * @param intervalCount how many intervals lie between two invoices, at least 1
     * @param quantity number of units; {@code null} for metered prices
     * @param pricing how tiered prices, prices in parts of the minor unit and prices of packages are reckoned;
     *     {@code null} for all others
     */
    public record Item(
            String id,
            String priceId,
            @Nullable Long unitAmount,
            String currency,
            @Nullable String interval,
            long intervalCount,
            @Nullable Long quantity,
            @Nullable Pricing pricing) {

        /**
         * Checks the interval count.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Item {
            if (intervalCount < 1) {
                throw new IllegalArgumentException("intervalCount must be at least 1 but is " + intervalCount);
            }
        }

        /** An item that costs a whole amount for each unit, or of which nothing more is known. */
        public Item(
                String id,
                String priceId,
                @Nullable Long unitAmount,
                String currency,
                @Nullable String interval,
                long intervalCount,
                @Nullable Long quantity) {
            this(id, priceId, unitAmount, currency, interval, intervalCount, quantity, null);
        }
    }
}
