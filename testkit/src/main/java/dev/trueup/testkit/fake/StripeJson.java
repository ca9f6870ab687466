package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stripe's objects as today's API version shows them: the period of a subscription is on its items. */
final class StripeJson {

    private static final ObjectNode CUSTOMER = Json.template("""
            {"id":null,"object":"customer","address":null,"balance":0,"created":0,"currency":null,"default_source":null,
             "delinquent":false,"description":null,"email":null,"invoice_prefix":null,
             "invoice_settings":{"custom_fields":null,"default_payment_method":null,"footer":null,
                                 "rendering_options":null},
             "livemode":false,"metadata":{},"name":null,"next_invoice_sequence":1,"phone":null,"preferred_locales":[],
             "shipping":null,"tax_exempt":"none","test_clock":null}""");

    private static final ObjectNode SUBSCRIPTION = Json.template("""
            {"id":null,"object":"subscription","application":null,"application_fee_percent":null,
             "automatic_tax":{"disabled_reason":null,"enabled":false,"liability":null},"billing_cycle_anchor":0,
             "billing_mode":{"type":"classic"},"cancel_at":null,"cancel_at_period_end":false,"canceled_at":null,
             "cancellation_details":{"comment":null,"feedback":null,"reason":null},
             "collection_method":"charge_automatically","created":0,"currency":null,"customer":null,
             "days_until_due":null,"default_payment_method":null,"default_source":null,"default_tax_rates":[],
             "description":null,"discounts":[],"ended_at":null,"items":null,"latest_invoice":null,"livemode":false,
             "metadata":{},"next_pending_invoice_item_invoice":null,"on_behalf_of":null,"pause_collection":null,
             "pending_setup_intent":null,"pending_update":null,"schedule":null,"start_date":0,"status":null,
             "test_clock":null,"transfer_data":null,"trial_end":null,"trial_start":null}""");

    private static final ObjectNode PRICE = Json.template("""
            {"id":null,"object":"price","active":true,"billing_scheme":"per_unit","created":0,"currency":null,
             "custom_unit_amount":null,"livemode":false,"lookup_key":null,"metadata":{},"nickname":null,"product":null,
             "recurring":null,"tax_behavior":"unspecified","tiers_mode":null,"transform_quantity":null,"type":"one_time",
             "unit_amount":null,"unit_amount_decimal":null}""");

    private static final ObjectNode PAYMENT_METHOD = Json.template("""
            {"id":null,"object":"payment_method","allow_redisplay":"unspecified",
             "billing_details":{"address":null,"email":null,"name":null,"phone":null,"tax_id":null},
             "card":{"brand":null,"country":"US","display_brand":null,"exp_month":0,"exp_year":0,"funding":"credit",
                     "last4":null,"wallet":null},
             "created":0,"customer":null,"livemode":false,"metadata":{},"type":"card"}""");

    private final StripeState state;
    private final boolean livemode;

    StripeJson(StripeState state, boolean livemode) {
        this.state = state;
        this.livemode = livemode;
    }

    ObjectNode customer(FakeCustomer customer) {
        if (customer.isDeleted()) {
            return Json.object()
                    .put("id", customer.id())
                    .put("object", "customer")
                    .put("deleted", true);
        }
        ObjectNode json = CUSTOMER.deepCopy();
        json.put("id", customer.id()).put("livemode", livemode);
        json.put("email", customer.email()).put("name", customer.name());
        json.put("description", customer.description()).put("phone", customer.phone());
        json.put("created", seconds(requireNonNull(customer.created())));
        json.withObjectProperty("invoice_settings").put("default_payment_method", customer.defaultPaymentMethod());
        json.set("metadata", Json.of(customer.metadata()));
        return json;
    }

    ObjectNode subscription(FakeSubscription subscription) {
        ObjectNode json = SUBSCRIPTION.deepCopy();
        String id = requireNonNull(subscription.id());
        Instant created = requireNonNull(subscription.created());
        FakeSubscription.Period period = requireNonNull(subscription.period());
        json.put("id", id).put("livemode", livemode);
        json.put("customer", subscription.customer()).put("status", subscription.status());
        json.put("created", seconds(created)).put("start_date", seconds(created));
        json.put("billing_cycle_anchor", seconds(created));
        json.put("cancel_at_period_end", subscription.cancelsAtPeriodEnd());
        json.put("cancel_at", orNull(subscription.cancelsAtPeriodEnd() ? period.end() : subscription.cancelAt()));
        json.put("canceled_at", orNull(subscription.canceledAt()));
        json.put("ended_at", orNull(subscription.endedAt()));
        json.put("default_payment_method", subscription.defaultPaymentMethod());
        json.set("metadata", Json.of(subscription.metadata()));
        if (subscription.isCollectionPaused()) {
            json.putObject("pause_collection").put("behavior", "void").putNull("resumes_at");
        }
        ArrayNode discounts = json.putArray("discounts");
        subscription.discounts().forEach(discount -> discounts.add(discount.id()));
        FakeSubscription.Period trial = subscription.trial();
        if (trial != null) {
            json.put("trial_start", seconds(trial.start())).put("trial_end", seconds(trial.end()));
        }
        ArrayNode items = Json.array();
        subscription.items().forEach(item -> items.add(item(item, id, created, period)));
        json.set("currency", items.path(0).path("price").path("currency"));
        json.set("items", list(items, false, "/v1/subscription_items?subscription=" + id));
        return json;
    }

    private ObjectNode item(
            FakeSubscription.Item item, String subscription, Instant created, FakeSubscription.Period common) {
        FakeSubscription.Period period = item.period() == null ? common : item.period();
        FakePrice price = state.price(item.price()).orElseThrow();
        ObjectNode json = Json.object();
        json.put("id", item.id()).put("object", "subscription_item");
        json.putNull("billing_thresholds");
        json.put("created", seconds(created));
        json.put("current_period_end", seconds(period.end()));
        json.put("current_period_start", seconds(period.start()));
        json.putArray("discounts");
        json.putObject("metadata");
        json.set("price", price(price));
        if (!price.isMetered()) {
            json.put("quantity", item.quantity());
        }
        json.put("subscription", subscription);
        json.putArray("tax_rates");
        return json;
    }

    ObjectNode price(FakePrice price) {
        ObjectNode json = PRICE.deepCopy();
        json.put("id", price.id()).put("livemode", livemode).put("active", price.isActive());
        json.put("product", price.product()).put("currency", price.currency());
        if (price.tiersMode() == null) {
            BigDecimal amount = price.amount().stripTrailingZeros();
            json.put("unit_amount", amount.scale() > 0 ? null : amount.longValueExact());
            json.put("unit_amount_decimal", amount.toPlainString());
        } else {
            json.put("billing_scheme", "tiered").put("tiers_mode", price.tiersMode());
        }
        if (price.packageSize() != null) {
            json.putObject("transform_quantity")
                    .put("divide_by", price.packageSize())
                    .put("round", price.isRoundedUp() ? "up" : "down");
        }
        if (price.interval() != null) {
            json.put("type", "recurring");
            ObjectNode recurring = json.putObject("recurring");
            recurring.put("interval", price.interval()).put("interval_count", price.intervalCount());
            recurring.putNull("meter").putNull("trial_period_days");
            recurring.put("usage_type", price.isMetered() ? "metered" : "licensed");
        }
        return json;
    }

    /** What {@code tiers} of a price is expanded to; none for a price without tiers. */
    static ArrayNode tiers(FakePrice price) {
        ArrayNode tiers = Json.array();
        for (FakePrice.Tier tier : price.tiers()) {
            ObjectNode json = tiers.addObject();
            amount(json, "flat_amount", tier.flatAmount());
            amount(json, "unit_amount", tier.unitAmount());
            json.put("up_to", tier.upTo());
        }
        return tiers;
    }

    /** Zero is none, and what is no whole number is told by its decimal only. */
    private static void amount(ObjectNode json, String field, BigDecimal amount) {
        BigDecimal shortest = amount.stripTrailingZeros();
        boolean none = shortest.signum() == 0;
        json.put(field, none || shortest.scale() > 0 ? null : shortest.longValueExact());
        json.put(field + "_decimal", none ? null : shortest.toPlainString());
    }

    ObjectNode discount(FakeSubscription.Discount discount) {
        ObjectNode json = Json.object().put("id", discount.id()).put("object", "discount");
        json.putNull("checkout_session").put("end", orNull(discount.coupon().end()));
        json.putObject("source").put("coupon", discount.coupon().id()).put("type", "coupon");
        return json;
    }

    ObjectNode coupon(FakeCoupon coupon) {
        ObjectNode json = Json.object().put("id", coupon.id()).put("object", "coupon");
        json.put("amount_off", coupon.amountOff()).put("currency", coupon.currency());
        json.put("duration", coupon.duration()).put("duration_in_months", coupon.months());
        json.put("livemode", livemode).put("percent_off", coupon.percentOff()).put("valid", true);
        return json;
    }

    ObjectNode paymentMethod(StripeCards.Card card) {
        ObjectNode json = PAYMENT_METHOD.deepCopy();
        json.put("id", card.id()).put("livemode", livemode);
        json.put("customer", card.customer()).put("created", seconds(card.created()));
        json.withObjectProperty("card")
                .put("brand", card.method().brand())
                .put("display_brand", card.method().brand())
                .put("last4", card.method().last4())
                .put("exp_month", card.method().expiryMonth())
                .put("exp_year", card.method().expiryYear());
        return json;
    }

    static ObjectNode list(List<ObjectNode> data, boolean hasMore, String url) {
        return list(Json.array().addAll(data), hasMore, url);
    }

    private static ObjectNode list(ArrayNode data, boolean hasMore, String url) {
        ObjectNode list = Json.object();
        list.put("object", "list").set("data", data);
        return list.put("has_more", hasMore).put("url", url);
    }

    private static long seconds(Instant at) {
        return at.getEpochSecond();
    }

    private static @Nullable Long orNull(@Nullable Instant at) {
        return at == null ? null : at.getEpochSecond();
    }
}
