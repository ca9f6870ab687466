package dev.trueup.spi;

import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.UserId;
import java.time.Duration;
import java.util.Optional;

/**
 * Does at Stripe what a user asks for. Whoever calls it has checked that the user may. Implementations are thread-safe,
 * bound every call in time, and throw {@code SourceUnavailableException} when it is not known whether Stripe has done
 * what was asked; calling again is safe.
 */
public interface BillingActions {

    /** When a subscription is to end. */
    enum End {
        /** When what is paid for is over: the user keeps what they have until then. */
        AT_PERIOD_END,
        /** Now; what is paid for the rest is lost unless the host gives it back. */
        NOW
    }

    /**
     * Ends a subscription.
     *
     * @return whether Stripe took it; {@code false} if the subscription is unknown or has ended
     * @see <a href="https://docs.stripe.com/billing/subscriptions/cancel">Stripe: cancel subscriptions</a>
     */
    boolean cancel(String subscriptionId, End end);

    /**
     * Lets a subscription go on that was to end with its period.
     *
     * @return whether Stripe took it; {@code false} if the subscription is unknown or has ended
     */
    boolean reactivate(String subscriptionId);

    /**
     * Opens a checkout session that carries the user in {@code client_reference_id} and {@code metadata.userId}, and
     * hands the latter on to the subscription that it makes.
     *
     * @param customer who pays
     * @param user who buys
     * @param life how long the session can be completed; Stripe allows 30 minutes to 24 hours
     * @return the session; nothing if Stripe knows no such price, sells it no longer, or it does not fit the mode
     * @see <a href="https://docs.stripe.com/api/checkout/sessions/create">Stripe: create a checkout session</a>
     */
    Optional<OpenCheckout> open(CheckoutOrder order, CustomerId customer, UserId user, Duration life);
}
