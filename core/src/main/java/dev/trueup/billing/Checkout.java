package dev.trueup.billing;

import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.CheckoutStart.Outcome;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;
import java.time.Duration;
import java.util.function.Function;

/**
 * Sends users to Stripe's checkout, each as their own customer. Thread-safe.
 *
 * <p>Who started a session is noted in the session itself, at Stripe, where every instance finds it when the user comes
 * back, as long as the session lives. {@code CustomerSync.afterCheckout} then brings the record up to date before the
 * next page is shown.
 */
public final class Checkout {

    private final BillingActions actions;
    private final Function<UserId, LinkResult> customers;
    private final Duration life;

    /**
     * A checkout over these; {@code Trueup} assembles it.
     *
     * @param actions opens the sessions
     * @param customers finds or creates a user's customer
     * @param life how long a session can be completed; Stripe allows 30 minutes to 24 hours
     */
    public Checkout(BillingActions actions, Function<UserId, LinkResult> customers, Duration life) {
        this.actions = actions;
        this.customers = customers;
        this.life = life;
    }

    /**
     * Opens a session for a user, whose customer is created first if there is none.
     *
     * @param user who buys; must be somebody who has proved to be them
     * @param order what they want
     * @return where to send the browser, or why nowhere
     * @throws SourceUnavailableException if Clerk, Stripe or the store of leases could not be asked; call again. A
     *     session that was opened without our knowing ends by itself, and nothing is bought by it
     */
    public CheckoutStart start(UserId user, CheckoutOrder order) {
        LinkResult link = customers.apply(user);
        CustomerId customer = link.customer();
        if (customer == null) {
            return new CheckoutStart(Outcome.NOT_LINKED, link, null, null);
        }
        OpenCheckout open = actions.open(order, customer, user, life).orElse(null);
        return open == null
                ? new CheckoutStart(Outcome.UNKNOWN_PRICE, link, null, null)
                : new CheckoutStart(Outcome.STARTED, link, open.sessionId(), open.url());
    }
}
