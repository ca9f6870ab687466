package dev.trueup.stripe;

import com.stripe.model.Customer;
import com.stripe.model.PaymentMethod;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Presence;
import dev.trueup.model.UserId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns Stripe's objects, in the shape of any API version since 2020, into Trueup's nouns. Pure functions.
 *
 * <p>What is optional may be missing; an object without its id, its creation time or a price's id is refused, because a
 * guess would be cached as Stripe's word.
 */
final class StripeMapping {

    /** The key in a customer's metadata that names the user. */
    static final String USER_ID = "userId";

    private StripeMapping() {}

    /**
     * A customer, live or deleted.
     *
     * @throws dev.trueup.model.SourceUnavailableException if it cannot be understood
     */
    static BillingCustomer customer(Customer told) {
        String name = Refusal.name("customer", told.getId());
        CustomerId id = customerId(told.getId(), name);
        if (Boolean.TRUE.equals(told.getDeleted())) {
            return BillingCustomer.deleted(id);
        }
        Customer.InvoiceSettings settings = told.getInvoiceSettings();
        PaymentMethod payment = settings == null ? null : settings.getDefaultPaymentMethodObject();
        return new BillingCustomer(
                id,
                Presence.ACTIVE,
                userId(told.getMetadata() == null ? null : told.getMetadata().get(USER_ID)),
                told.getEmail(),
                told.getName(),
                settings == null ? null : settings.getDefaultPaymentMethod(),
                payment == null || payment.getType() == null ? null : summary(payment),
                required(time(told.getCreated(), name), "created", name));
    }

    /**
     * A customer's id.
     *
     * @throws dev.trueup.model.SourceUnavailableException if there is none, or none that can be one
     */
    static CustomerId customerId(@Nullable String id, String name) {
        try {
            return new CustomerId(required(id, "its id", name));
        } catch (IllegalArgumentException e) {
            throw Refusal.unreadable(name, "its id is not valid");
        }
    }

    /** The user whom a free field names, if what is in it can be one. */
    static @Nullable UserId userId(@Nullable String field) {
        try {
            return field == null ? null : new UserId(field);
        } catch (IllegalArgumentException e) {
            return null; // anybody with access to the dashboard can write there; no user has such an id
        }
    }

    private static PaymentSummary summary(PaymentMethod payment) {
        PaymentMethod.Card card = payment.getCard();
        if (card == null) {
            return new PaymentSummary(payment.getType(), null, last4(payment), null, null);
        }
        return new PaymentSummary(
                payment.getType(),
                card.getBrand(),
                card.getLast4(),
                card.getExpMonth() == null ? null : card.getExpMonth().intValue(),
                card.getExpYear() == null ? null : card.getExpYear().intValue());
    }

    private static @Nullable String last4(PaymentMethod payment) {
        return switch (payment.getType()) {
            case "acss_debit" -> get(payment.getAcssDebit(), PaymentMethod.AcssDebit::getLast4);
            case "au_becs_debit" -> get(payment.getAuBecsDebit(), PaymentMethod.AuBecsDebit::getLast4);
            case "bacs_debit" -> get(payment.getBacsDebit(), PaymentMethod.BacsDebit::getLast4);
            case "nz_bank_account" -> get(payment.getNzBankAccount(), PaymentMethod.NzBankAccount::getLast4);
            case "sepa_debit" -> get(payment.getSepaDebit(), PaymentMethod.SepaDebit::getLast4);
            case "us_bank_account" -> get(payment.getUsBankAccount(), PaymentMethod.UsBankAccount::getLast4);
            default -> null;
        };
    }

    static @Nullable Instant time(@Nullable Long seconds, String name) {
        try {
            return seconds == null ? null : Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw Refusal.unreadable(name, "a time lies outside of what can be represented");
        }
    }

    static <T> T required(@Nullable T value, String field, String name) {
        if (value == null) {
            throw Refusal.unreadable(name, field + " is missing");
        }
        return value;
    }

    static <O, T> @Nullable T get(@Nullable O of, Function<O, @Nullable T> field) {
        return of == null ? null : field.apply(of);
    }
}
