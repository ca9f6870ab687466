package dev.trueup.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One line for each user with a customer: what Stripe says, and what the records say. */
final class Truth {

    private static final int TOGETHER = 100;

    private Truth() {}

    /** The users of whom the cache says something else than Stripe, each with both. */
    static Map<String, String> wrong(FakeStripe stripe, FakeClerk clerk, CustomerCache cache, Set<String> users) {
        Map<String, String> truth = new TreeMap<>();
        Set<String> present = new HashSet<>(clerk.userIds());
        for (String id : stripe.customerIds()) {
            JsonNode customer = stripe.customer(id);
            String user = customer.at("/metadata/userId").asText();
            if (!customer.path("deleted").asBoolean() && present.contains(user)) {
                truth.put(user, line(stripe, customer));
            }
        }
        Map<UserId, CustomerSnapshot> records =
                records(cache, users.stream().map(UserId::new).toList());
        Map<String, String> wrong = new TreeMap<>();
        for (String user : users) {
            String right = truth.getOrDefault(user, "nothing");
            CustomerSnapshot record = records.get(new UserId(user));
            String shown = record == null ? "nothing" : line(record);
            if (!right.equals(shown)) {
                wrong.put(user, right + "  <>  " + shown);
            }
        }
        return wrong;
    }

    private static Map<UserId, CustomerSnapshot> records(CustomerCache cache, List<UserId> users) {
        Map<UserId, CustomerSnapshot> records = new HashMap<>();
        for (int from = 0; from < users.size(); from += TOGETHER) {
            records.putAll(cache.findAll(users.subList(from, Math.min(users.size(), from + TOGETHER))));
        }
        return records;
    }

    private static String line(FakeStripe stripe, JsonNode customer) {
        List<String> parts = new ArrayList<>(List.of(
                customer.path("id").asText(),
                customer.path("email").asText(),
                customer.path("name").asText()));
        stripe.subscriptionIds(customer.path("id").asText()).stream()
                .map(stripe::subscription)
                .map(it -> subscription(
                        it.path("id").asText(),
                        it.path("status").asText(),
                        it.at("/items/data/0/price/id").asText(),
                        it.path("cancel_at_period_end").asBoolean()))
                .sorted()
                .forEach(parts::add);
        return String.join(" | ", parts);
    }

    private static String line(CustomerSnapshot record) {
        List<String> parts = new ArrayList<>(List.of(
                record.customerId().value(),
                String.valueOf(record.customer().email()),
                String.valueOf(record.customer().name())));
        record.subscriptions().stream().map(Truth::subscription).sorted().forEach(parts::add);
        return String.join(" | ", parts);
    }

    private static String subscription(SubscriptionData it) {
        return subscription(it.id(), it.status(), String.valueOf(it.priceId()), it.cancelAtPeriodEnd());
    }

    private static String subscription(String id, String status, String price, boolean ends) {
        return id + " " + status + " " + price + (ends ? " ends" : "");
    }
}
