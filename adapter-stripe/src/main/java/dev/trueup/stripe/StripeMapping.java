package dev.trueup.stripe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.stripe.model.Customer;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Plan;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.SubscriptionItemCollection;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
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
     * A subscription.
     *
     * @param told the subscription
     * @param items all of its items, which may be more than the subscription itself lists
     * @param raw the subscription as it came, asked for only when the items tell no period
     * @throws dev.trueup.model.SourceUnavailableException if it cannot be understood
     */
    static SubscriptionData subscription(
            Subscription told, List<SubscriptionItem> items, Supplier<@Nullable JsonObject> raw) {
        String name = Refusal.name("subscription", told.getId()) + Refusal.name(" of", told.getCustomer());
        List<SubscriptionData.Item> lines =
                items.stream().map(item -> item(item, told.getCurrency(), name)).toList();
        boolean periodOnItems = items.stream()
                .anyMatch(item -> item.getCurrentPeriodStart() != null || item.getCurrentPeriodEnd() != null);
        // Before the API of 2025-03-31 the period sat on the subscription.
        JsonObject legacy = periodOnItems ? null : raw.get();
        try {
            return new SubscriptionData(
                    required(told.getId(), "its id", name),
                    required(told.getStatus(), "status", name),
                    lines.isEmpty() ? null : lines.get(0).priceId(),
                    time(
                            earliest(items, SubscriptionItem::getCurrentPeriodStart, legacy, "current_period_start"),
                            name),
                    time(earliest(items, SubscriptionItem::getCurrentPeriodEnd, legacy, "current_period_end"), name),
                    Boolean.TRUE.equals(told.getCancelAtPeriodEnd()) || endsWithPeriod(told.getCancelAt(), items),
                    time(told.getCanceledAt(), name),
                    time(told.getTrialStart(), name),
                    time(told.getTrialEnd(), name),
                    required(time(told.getCreated(), name), "created", name),
                    lines);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Refusal.unreadable(name, "its id, status or period is not valid");
        }
    }

    /** Whether a subscription has its last day set to the end of a period. */
    static boolean endsWithPeriod(Subscription told) {
        SubscriptionItemCollection items = told.getItems();
        return items != null && items.getData() != null && endsWithPeriod(told.getCancelAt(), items.getData());
    }

    private static boolean endsWithPeriod(@Nullable Long cancelAt, List<SubscriptionItem> items) {
        return cancelAt != null && items.stream().anyMatch(item -> cancelAt.equals(item.getCurrentPeriodEnd()));
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

    private static SubscriptionData.Item item(SubscriptionItem told, @Nullable String currencyOfAll, String name) {
        String id = required(told.getId(), "an item's id", name);
        Price price = told.getPrice();
        if (price != null) {
            Price.Recurring recurring = price.getRecurring();
            return new SubscriptionData.Item(
                    id,
                    required(price.getId(), "a price's id", name),
                    price.getUnitAmount(),
                    required(price.getCurrency() == null ? currencyOfAll : price.getCurrency(), "a currency", name),
                    get(recurring, Price.Recurring::getInterval),
                    count(get(recurring, Price.Recurring::getIntervalCount)),
                    told.getQuantity());
        }
        Plan plan = required(told.getPlan(), "an item's price", name);
        return new SubscriptionData.Item(
                id,
                required(plan.getId(), "a plan's id", name),
                plan.getAmount(),
                required(plan.getCurrency() == null ? currencyOfAll : plan.getCurrency(), "a currency", name),
                plan.getInterval(),
                count(plan.getIntervalCount()),
                told.getQuantity());
    }

    private static long count(@Nullable Long intervals) {
        return intervals == null ? 1 : intervals;
    }

    private static @Nullable Long earliest(
            List<SubscriptionItem> items,
            Function<SubscriptionItem, @Nullable Long> onItem,
            @Nullable JsonObject legacy,
            String field) {
        if (legacy == null) {
            return items.stream()
                    .map(onItem)
                    .filter(Objects::nonNull)
                    .min(Long::compare)
                    .orElse(null);
        }
        JsonElement seconds = legacy.get(field);
        if (seconds == null || seconds.isJsonNull()) {
            return null;
        }
        if (!seconds.isJsonPrimitive()) {
            throw new IllegalArgumentException(field);
        }
        return seconds.getAsBigDecimal().longValueExact();
    }

    private static @Nullable Instant time(@Nullable Long seconds, String name) {
        try {
            return seconds == null ? null : Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw Refusal.unreadable(name, "a time lies outside of what can be represented");
        }
    }

    private static <T> T required(@Nullable T value, String field, String name) {
        if (value == null) {
            throw Refusal.unreadable(name, field + " is missing");
        }
        return value;
    }

    private static <O, T> @Nullable T get(@Nullable O of, Function<O, @Nullable T> field) {
        return of == null ? null : field.apply(of);
    }
}
