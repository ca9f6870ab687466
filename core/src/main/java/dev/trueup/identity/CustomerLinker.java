package dev.trueup.identity;

import dev.trueup.model.LinkResult;
import dev.trueup.model.UserId;

/** Gives users their customers. */
public final class CustomerLinker {

    /** Finds or creates the customer that carries a user. */
    public LinkResult link(UserId user) {
        throw new UnsupportedOperationException(user.value());
    }
}
