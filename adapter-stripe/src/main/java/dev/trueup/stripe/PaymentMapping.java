package dev.trueup.stripe;

import static dev.trueup.stripe.StripeMapping.get;
import static dev.trueup.stripe.StripeMapping.required;
import static dev.trueup.stripe.StripeMapping.time;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.stripe.model.Charge;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns Stripe's charges, payment intents and invoices into Trueup's nouns, as {@link StripeMapping} does with customers;
 * what belongs to no customer is nothing. Pure functions, which throw {@link
 * dev.trueup.model.SourceUnavailableException} for what cannot be understood.
 */
final class PaymentMapping {

    private PaymentMapping() {}

    static Optional<PaymentData> charge(Charge told) {
        if (told.getCustomer() == null) {
            return Optional.empty();
        }
        String name = Refusal.name("charge", told.getId());
        return Optional.of(valid(
                name,
                () -> new PaymentData(
                        required(told.getId(), "its id", name),
                        PaymentData.Kind.CHARGE,
                        StripeMapping.customerId(told.getCustomer(), name),
                        id(told.getPaymentIntent()),
                        amount(told.getAmount(), name),
                        told.getAmountRefunded() == null ? 0 : amount(told.getAmountRefunded(), name),
                        required(told.getCurrency(), "currency", name),
                        required(told.getStatus(), "status", name),
                        told.getFailureCode(),
                        required(time(told.getCreated(), name), "created", name))));
    }

    static Optional<PaymentData> intent(PaymentIntent told) {
        if (told.getCustomer() == null) {
            return Optional.empty();
        }
        String name = Refusal.name("payment intent", told.getId());
        String id = required(told.getId(), "its id", name);
        return Optional.of(valid(
                name,
                () -> new PaymentData(
                        id,
                        PaymentData.Kind.INTENT,
                        StripeMapping.customerId(told.getCustomer(), name),
                        id,
                        amount(told.getAmount(), name),
                        0,
                        required(told.getCurrency(), "currency", name),
                        required(told.getStatus(), "status", name),
                        null,
                        required(time(told.getCreated(), name), "created", name))));
    }

    /**
     * An invoice.
     *
     * @param raw the invoice as it came, asked for only when it does not say what has made it
     */
    static Optional<InvoiceData> invoice(Invoice told, Supplier<@Nullable JsonObject> raw) {
        if (told.getCustomer() == null) {
            return Optional.empty();
        }
        String name = Refusal.name("invoice", told.getId());
        return Optional.of(valid(
                name,
                () -> new InvoiceData(
                        required(told.getId(), "its id", name),
                        StripeMapping.customerId(told.getCustomer(), name),
                        id(subscription(told, raw)),
                        told.getNumber(),
                        required(told.getStatus(), "status", name),
                        required(told.getCurrency(), "currency", name),
                        required(told.getTotal(), "total", name),
                        required(told.getAmountDue(), "amount_due", name),
                        required(told.getAmountPaid(), "amount_paid", name),
                        required(told.getAmountRemaining(), "amount_remaining", name),
                        told.getAttemptCount() == null ? 0 : told.getAttemptCount(),
                        required(time(told.getCreated(), name), "created", name),
                        time(told.getDueDate(), name),
                        time(get(told.getStatusTransitions(), Invoice.StatusTransitions::getPaidAt), name))));
    }

    /** Before the API of 2025-03-31 it stood on the invoice, by its id or expanded. */
    private static @Nullable String subscription(Invoice told, Supplier<@Nullable JsonObject> raw) {
        if (told.getParent() != null) {
            return get(told.getParent().getSubscriptionDetails(), Invoice.Parent.SubscriptionDetails::getSubscription);
        }
        JsonObject legacy = raw.get();
        JsonElement subscription = legacy == null ? null : legacy.get("subscription");
        if (subscription instanceof JsonObject expanded) {
            subscription = expanded.get("id");
        }
        return subscription == null || subscription.isJsonNull() ? null : subscription.getAsString();
    }

    private static long amount(@Nullable Long told, String name) {
        long amount = required(told, "an amount", name);
        if (amount < 0) {
            throw Refusal.unreadable(name, "an amount is negative");
        }
        return amount;
    }

    /** The id of another object, if there is one. */
    private static @Nullable String id(@Nullable String told) {
        if (told != null && !StripeObjects.canBeId(told)) {
            throw new IllegalArgumentException("no id");
        }
        return told;
    }

    private static <T> T valid(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            throw Refusal.unreadable(name, "an id, its currency or its status is not valid");
        }
    }
}
