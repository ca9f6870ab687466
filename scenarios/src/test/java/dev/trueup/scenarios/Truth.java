package dev.trueup.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line for each user with a customer, with every field: what Stripe says, and what the records say. */
public final class Truth {

    private static final int TOGETHER = 100;

    private Truth() {}

    /**
     * The users of whom records say something else than Stripe, each with both.
     *
     * @param records finds those of some users: the cache's, or the store's
     */
    public static Map<String, String> wrong(
            FakeStripe stripe,
            FakeClerk clerk,
            Function<Collection<UserId>, Map<UserId, CustomerSnapshot>> records,
            Set<String> users) {
        Map<String, String> truth = new TreeMap<>();
        customers(stripe, clerk).forEach((user, customer) -> truth.put(user, line(stripe, customer)));
        Map<UserId, CustomerSnapshot> found =
                found(records, users.stream().map(UserId::new).toList());
        Map<String, String> wrong = new TreeMap<>();
        for (String user : users) {
            String right = truth.getOrDefault(user, "nothing");
            CustomerSnapshot record = found.get(new UserId(user));
            String shown = record == null ? "nothing" : line(record);
            if (!right.equals(shown)) {
                wrong.put(user, right + "  <>  " + shown);
            }
        }
        return wrong;
    }

    /** The users whom Clerk has, each with the live customer that carries them. */
    static Map<String, JsonNode> customers(FakeStripe stripe, FakeClerk clerk) {
        Map<String, JsonNode> customers = new TreeMap<>();
        Set<String> present = new HashSet<>(clerk.userIds());
        for (String id : stripe.customerIds()) {
            JsonNode customer = stripe.customer(id);
            String user = customer.at("/metadata/userId").asText();
            if (!customer.path("deleted").asBoolean() && present.contains(user)) {
                customers.put(user, customer);
            }
        }
        return customers;
    }

    static Map<UserId, CustomerSnapshot> found(
            Function<Collection<UserId>, Map<UserId, CustomerSnapshot>> records, List<UserId> users) {
        Map<UserId, CustomerSnapshot> found = new HashMap<>();
        for (int from = 0; from < users.size(); from += TOGETHER) {
            found.putAll(records.apply(users.subList(from, Math.min(users.size(), from + TOGETHER))));
        }
        return found;
    }

    private static String line(FakeStripe stripe, JsonNode customer) {
        List<String> parts = new ArrayList<>(List.of(
                customer.path("id").asText(),
                customer.path("email").asText(),
                customer.path("name").asText(),
                customer.at("/invoice_settings/default_payment_method").asText(),
                customer.path("created").asText()));
        stripe.subscriptionIds(customer.path("id").asText()).stream()
                .map(stripe::subscription)
                .map(Truth::subscription)
                .sorted()
                .forEach(parts::add);
        return String.join(" | ", parts);
    }

    private static String line(CustomerSnapshot record) {
        List<String> parts = new ArrayList<>(List.of(
                record.customerId().value(),
                String.valueOf(record.customer().email()),
                String.valueOf(record.customer().name()),
                String.valueOf(record.customer().defaultPaymentMethod()),
                seconds(record.customer().created())));
        record.subscriptions().stream().map(Truth::subscription).sorted().forEach(parts::add);
        return String.join(" | ", parts);
    }

    private static String subscription(JsonNode it) {
        List<String> items = new ArrayList<>();
        List<String> prices = new ArrayList<>();
        for (JsonNode item : it.at("/items/data")) {
            JsonNode price = item.path("price");
            prices.add(price.path("id").asText());
            items.add(words(
                    item.path("id").asText(),
                    price.path("id").asText(),
                    price.path("unit_amount").asText(),
                    price.path("currency").asText(),
                    price.at("/recurring/interval").asText(),
                    price.at("/recurring/interval_count").asText(),
                    item.path("quantity").asText()));
        }
        return words(
                it.path("id").asText(),
                it.path("status").asText(),
                prices.isEmpty() ? null : prices.get(0),
                it.at("/items/data/0/current_period_start").asText(),
                it.at("/items/data/0/current_period_end").asText(),
                it.path("cancel_at_period_end").asText(),
                it.path("canceled_at").asText(),
                it.path("ended_at").asText(),
                it.path("trial_start").asText(),
                it.path("trial_end").asText(),
                it.path("created").asText(),
                !it.path("pause_collection").isNull(),
                it.path("discounts").size(),
                it.path("metadata").properties().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue().asText())
                        .sorted()
                        .toList(),
                items);
    }

    private static String subscription(SubscriptionData it) {
        return words(
                it.id(),
                it.status(),
                it.priceId(),
                seconds(it.currentPeriodStart()),
                seconds(it.currentPeriodEnd()),
                it.cancelAtPeriodEnd(),
                seconds(it.canceledAt()),
                seconds(it.terms().endedAt()),
                seconds(it.trialStart()),
                seconds(it.trialEnd()),
                seconds(it.created()),
                it.terms().collectionPaused(),
                it.terms().discounts().size(),
                it.terms().metadata().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList(),
                it.items().stream()
                        .map(item -> words(
                                item.id(),
                                item.priceId(),
                                item.unitAmount(),
                                item.currency(),
                                item.interval(),
                                item.intervalCount(),
                                item.quantity()))
                        .toList());
    }

    private static String words(@Nullable Object... words) {
        return Arrays.stream(words).map(Objects::toString).collect(Collectors.joining(" "));
    }

    private static String seconds(@Nullable Instant at) {
        return at == null ? "null" : Long.toString(at.getEpochSecond());
    }
}
