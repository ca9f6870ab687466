package dev.trueup.billing;

import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.UserId;

/** Sends users to Stripe's checkout. */
public final class Checkout {

    /** Finds or creates the user's customer and opens a session for it. */
    public CheckoutStart start(UserId user, CheckoutOrder order) {
        throw new UnsupportedOperationException(user.value() + order);
    }
}
