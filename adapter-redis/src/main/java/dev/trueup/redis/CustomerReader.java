package dev.trueup.redis;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CustomerJson} writes. Names that it does not know are passed over, so that a later release may add
 * some; whatever else is not as written is an error.
 */
final class CustomerReader {

    private CustomerReader() {}

    static CustomerSnapshot live(Fields customer) throws IOException {
        List<String> ids = customer.all("subscriptions", String.class);
        List<Fields> details = customer.all("details", Fields.class);
        if (details.size() != ids.size()) {
            throw new IOException("details of " + details.size() + " of " + ids.size() + " subscriptions");
        }
        List<SubscriptionData> subscriptions = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            subscriptions.add(subscription(ids.get(i), details.get(i)));
        }
        return new CustomerSnapshot(
                new StripeCustomerData(
                        new CustomerId(customer.text("stripeCustomerId")),
                        customer.optionalText("email"),
                        new UserId(customer.text("userId")),
                        customer.optionalText("name"),
                        ids,
                        customer.optionalText("defaultPaymentMethod"),
                        customer.time("created"),
                        customer.time("updatedAt")),
                subscriptions,
                payment(customer.optional("payment", Fields.class)));
    }

    static CustomerId gone(Fields customer) throws IOException {
        return new CustomerId(customer.text("stripeCustomerId"));
    }

    private static SubscriptionData subscription(String id, Fields of) throws IOException {
        List<SubscriptionData.Item> items = new ArrayList<>();
        for (Fields item : of.all("items", Fields.class)) {
            items.add(item(item));
        }
        return new SubscriptionData(
                id,
                of.text("status"),
                of.optionalText("price"),
                of.optionalTime("start"),
                of.optionalTime("end"),
                of.flag("ending"),
                of.optionalTime("canceled"),
                of.optionalTime("trialStart"),
                of.optionalTime("trialEnd"),
                of.time("created"),
                items,
                terms(of));
    }

    private static SubscriptionData.Item item(Fields of) throws IOException {
        Long intervals = of.optional("intervals", Long.class);
        return new SubscriptionData.Item(
                of.text("id"),
                of.text("price"),
                of.optional("amount", Long.class),
                of.text("currency"),
                of.optionalText("interval"),
                intervals == null ? 1 : intervals,
                of.optional("quantity", Long.class),
                pricing(of.optional("pricing", Fields.class)));
    }

    private static @Nullable Pricing pricing(@Nullable Fields of) throws IOException {
        if (of == null) {
            return null;
        }
        List<Pricing.Tier> tiers = new ArrayList<>();
        for (Fields tier : of.all("tiers", Fields.class)) {
            tiers.add(new Pricing.Tier(tier.optional("to", Long.class), tier.decimal("unit"), tier.decimal("flat")));
        }
        return new Pricing(
                of.optionalDecimal("unit"),
                of.optionalText("mode"),
                tiers,
                of.optional("package", Long.class),
                of.flag("up"));
    }

    private static SubscriptionTerms terms(Fields of) throws IOException {
        String type = of.optionalText("type");
        List<Discount> discounts = new ArrayList<>();
        for (Fields discount : of.all("discounts", Fields.class)) {
            discounts.add(new Discount(
                    discount.optionalDecimal("percent"),
                    discount.optional("amount", Long.class),
                    discount.optionalText("currency"),
                    discount.text("duration"),
                    discount.optionalTime("end")));
        }
        return new SubscriptionTerms(
                type == null ? SubscriptionTerms.LICENSED : type,
                of.flag("paused"),
                of.optionalTime("ended"),
                discounts,
                metadata(of.all("metadata", String.class)));
    }

    private static Map<String, String> metadata(List<String> namesAndValues) throws IOException {
        if (namesAndValues.size() % 2 != 0) {
            throw new IOException("a name without a value");
        }
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            metadata.put(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
        return metadata;
    }

    private static @Nullable PaymentSummary payment(@Nullable Fields of) throws IOException {
        return of == null
                ? null
                : new PaymentSummary(
                        of.text("type"),
                        of.optionalText("brand"),
                        of.optionalText("last4"),
                        of.optionalInt("expMonth"),
                        of.optionalInt("expYear"));
    }
}
