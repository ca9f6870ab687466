package dev.trueup.spi;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes customers: Stripe, seen by whoever links users to customers. Implementations are thread-safe, bound every call
 * in time, and throw {@code SourceUnavailableException} when it is not known whether Stripe has done what was asked.
 *
 * @see <a href="https://docs.stripe.com/api/customers">Stripe: customers</a>
 */
public interface CustomerWriter {

    /**
     * Creates a customer that carries a user in {@code metadata.userId} and nothing else. The parameters of one key are
     * always the same, so that a repeated call gets the first one's customer and never a second one.
     *
     * @param user whom it carries
     * @param idempotencyKey 1 to 255 printable ASCII characters without a blank; Stripe remembers it for a day at least
     * @return the customer that was created by the first call with this key, which may have been deleted or changed
     *     since; nothing if the key is spent: Stripe repeats an old failure for it, or knows it with other parameters.
     *     Then it is not known whether a customer was created, and another key has to be used
     * @see <a href="https://docs.stripe.com/api/idempotent_requests">Stripe: idempotent requests</a>
     */
    Optional<CustomerId> create(UserId user, String idempotencyKey);

    /**
     * Sets a customer's address and name, and nothing else. A repeated call with the same values has an effect of its
     * own, even if others were written in between.
     *
     * @param email the address, {@code null} for none; as {@code UserProfile.billingEmail} makes it
     * @param name the name, {@code null} for none; as {@code UserProfile.fullName} makes it
     * @return the customer as it is now, without a payment summary; deleted or missing if there is none to write to
     */
    BillingCustomer update(CustomerId customer, @Nullable String email, @Nullable String name);

    /**
     * Writes a user into the metadata of a customer that carried nobody.
     *
     * @return the customer as it is now, without a payment summary; deleted or missing if there is none to write to
     */
    BillingCustomer adopt(CustomerId customer, UserId user);
}
