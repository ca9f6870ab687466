package dev.trueup.bulk;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserProfile;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a run holds of all customers, subscriptions and users at the same time, in few bytes: numbers and lengths
 * take as many as they need, and words that Stripe repeats take one. For one thread.
 */
final class PackedWriter {

    /** Words that take one byte. To be added to at the end only: other instances may read what is written. */
    static final List<String> WORDS = List.of(
            "active",
            "canceled",
            "trialing",
            "past_due",
            "unpaid",
            "paused",
            "incomplete",
            "incomplete_expired",
            "none",
            "month",
            "year",
            "week",
            "day",
            "usd",
            "eur",
            "gbp",
            "card",
            "visa",
            "mastercard",
            "amex",
            "link",
            "sepa_debit",
            "us_bank_account",
            "licensed",
            "metered",
            "mixed",
            "forever",
            "repeating",
            "once",
            "graduated",
            "volume");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    /** Where the next thing will stand. */
    int position() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    void customer(BillingCustomer it) {
        text(it.id().value());
        optional(it.userId() == null ? null : it.userId().value());
        optional(it.email());
        optional(it.name());
        optional(it.defaultPaymentMethod());
        PaymentSummary payment = it.payment();
        flag(payment != null);
        if (payment != null) {
            word(payment.type());
            optionalWord(payment.brand());
            optional(payment.last4());
            optionalNumber(payment.expMonth());
            optionalNumber(payment.expYear());
        }
        optionalTime(it.created());
    }

    void subscription(CustomerSubscription owned) {
        text(owned.customer().value());
        SubscriptionData it = owned.subscription();
        text(it.id());
        word(it.status());
        time(it.created());
        optionalTime(it.currentPeriodStart());
        optionalTime(it.currentPeriodEnd());
        optionalTime(it.canceledAt());
        optionalTime(it.trialStart());
        optionalTime(it.trialEnd());
        flag(it.cancelAtPeriodEnd());
        number(it.items().size());
        for (SubscriptionData.Item item : it.items()) {
            text(item.id());
            text(item.priceId());
            optionalNumber(item.unitAmount());
            word(item.currency());
            optionalWord(item.interval());
            number(item.intervalCount());
            optionalNumber(item.quantity());
            Pricing pricing = item.pricing();
            flag(pricing != null);
            if (pricing != null) {
                pricing(pricing);
            }
        }
        boolean special = !it.terms().equals(SubscriptionTerms.USUAL);
        flag(special);
        if (special) {
            terms(it.terms());
        }
        boolean firstItems =
                !it.items().isEmpty() && it.items().get(0).priceId().equals(it.priceId());
        flag(firstItems);
        if (!firstItems) {
            optional(it.priceId());
        }
    }

    private void pricing(Pricing it) {
        optionalDecimal(it.unitAmount());
        optionalWord(it.tiersMode());
        number(it.tiers().size());
        for (Pricing.Tier tier : it.tiers()) {
            optionalNumber(tier.upTo());
            text(tier.unitAmount().toString());
            text(tier.flatAmount().toString());
        }
        optionalNumber(it.packageSize());
        flag(it.roundUp());
    }

    private void terms(SubscriptionTerms it) {
        word(it.type());
        flag(it.collectionPaused());
        optionalTime(it.endedAt());
        number(it.discounts().size());
        for (Discount discount : it.discounts()) {
            optionalDecimal(discount.percentOff());
            optionalNumber(discount.amountOff());
            optionalWord(discount.currency());
            word(discount.duration());
            optionalTime(discount.end());
        }
        number(it.metadata().size());
        it.metadata().forEach((name, value) -> {
            text(name);
            text(value);
        });
    }

    private void optionalDecimal(@Nullable BigDecimal value) {
        optional(value == null ? null : value.toString());
    }

    /** Who the user is, and what Clerk says that they pay for. */
    void user(UserProfile it) {
        text(it.id().value());
        optional(it.email());
        optional(it.name());
        SubscriptionState filed = it.subscription();
        flag(filed != null);
        if (filed != null) {
            text(filed.customer().value());
            optional(filed.subscriptionId());
            word(filed.status());
            optional(filed.priceId());
            optionalTime(filed.currentPeriodEnd());
            flag(filed.cancelAtPeriodEnd());
        }
    }

    /** Leaves so many bytes empty. */
    void room(int size) {
        bytes.writeBytes(new byte[size]);
    }

    void flag(boolean value) {
        bytes.write(value ? 1 : 0);
    }

    /** Any number; small ones of either sign take little room. */
    void number(long value) {
        long left = (value << 1) ^ (value >> 63);
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes.writeBytes(utf8);
    }

    void optional(@Nullable String value) {
        flag(value != null);
        if (value != null) {
            text(value);
        }
    }

    void time(Instant value) {
        number(value.getEpochSecond());
    }

    void optionalTime(@Nullable Instant value) {
        flag(value != null);
        if (value != null) {
            time(value);
        }
    }

    private void word(String value) {
        int at = WORDS.indexOf(value);
        number(at);
        if (at < 0) {
            text(value);
        }
    }

    private void optionalWord(@Nullable String value) {
        flag(value != null);
        if (value != null) {
            word(value);
        }
    }

    private void optionalNumber(@Nullable Number value) {
        flag(value != null);
        if (value != null) {
            number(value.longValue());
        }
    }
}
