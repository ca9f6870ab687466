package dev.trueup.spi;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who the customers are: Stripe, seen by Trueup. Implementations are thread-safe, bound every call in time, and throw
 * {@code SourceUnavailableException} when Stripe cannot be asked or its answer cannot be understood, so that "deleted"
 * and "missing" are always Stripe's own word.
 */
public interface BillingDirectory {

    /**
     * The customer with this id and all of its subscriptions, cancelled ones too, of every page.
     *
     * @return the state; a customer that is deleted or unknown is told by its presence
     */
    BillingState find(CustomerId customer);

    /**
     * All live customers with exactly this address, of every page, oldest first. An address proves nothing about who a
     * customer belongs to: the caller must look at each one's {@code userId}. Never answered from Stripe's Search API,
     * which lags behind.
     *
     * @param email the address, case-sensitive as in Stripe
     * @see <a href="https://docs.stripe.com/api/customers/list">Stripe: list customers</a>
     */
    List<BillingCustomer> findByEmail(String email);

    /**
     * A checkout session.
     *
     * @param sessionId {@code cs_…}; whoever asks may have made it up
     * @return the session, or nothing if Stripe knows none with this id
     */
    Optional<CheckoutSession> findCheckout(String sessionId);

    /**
     * The customer that an object belongs to, for events that name the object alone.
     *
     * @return the customer; nothing if the object is gone, belongs to no customer, or is of a type that cannot tell
     */
    Optional<CustomerId> customerOf(BillingObject object);

    /**
     * All live customers that were created at a time or later, of every page, oldest first. To find one whose creation
     * was not confirmed; costs a call for each 100 of them.
     *
     * @param since the time by Stripe's clock, of which whole seconds count
     */
    List<BillingCustomer> findCreatedSince(Instant since);
}
