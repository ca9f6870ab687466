package dev.trueup.scenarios.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SubscriptionData;
import dev.trueup.protocol.Finding;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of text for each customer and each subscription, beginning with its id, with all that is compared in the end:
 * what Stripe says, what the cache says, and what other rules would have made of the same deliveries.
 */
final class Ledger {

    private static final String CUSTOMER = "cus_";

    private final Map<String, String> lines = new HashMap<>();

    /** What Stripe says; of deleted customers only that. */
    static Ledger truth(FakeStripe stripe, Collection<String> customers) {
        Ledger truth = new Ledger();
        for (String id : customers) {
            JsonNode customer = stripe.customer(id);
            truth.write(line(customer));
            if (!customer.path("deleted").asBoolean()) {
                stripe.subscriptionIds(id).forEach(it -> truth.write(line(stripe.subscription(it))));
            }
        }
        return truth;
    }

    /** What findings in the form of {@link #text} say. */
    static Ledger of(Collection<String> texts) {
        Ledger ledger = new Ledger();
        texts.forEach(text -> text.lines().forEach(ledger::write));
        return ledger;
    }

    /** A finding as lines. */
    static String text(Finding finding) {
        if (finding instanceof Finding.Gone gone) {
            return gone(gone.customer().value());
        }
        return finding.snapshot().map(Ledger::text).orElse("");
    }

    private static String text(CustomerSnapshot snapshot) {
        List<String> text = new ArrayList<>();
        text.add(customer(
                snapshot.customerId().value(),
                snapshot.customer().email(),
                snapshot.customer().name(),
                snapshot.userId().value()));
        for (SubscriptionData it : snapshot.subscriptions()) {
            text.add(subscription(it.id(), it.status(), it.priceId(), it.cancelAtPeriodEnd()));
        }
        return String.join("\n", text);
    }

    /** A customer or a subscription as Stripe's API or an event shows it. */
    static String line(JsonNode object) {
        String id = object.path("id").asText();
        if (object.path("object").asText().equals("subscription")) {
            return subscription(
                    id,
                    object.path("status").asText(),
                    object.at("/items/data/0/price/id").asText(),
                    object.path("cancel_at_period_end").asBoolean());
        }
        return object.path("deleted").asBoolean()
                ? gone(id)
                : customer(
                        id,
                        object.path("email").asText(null),
                        object.path("name").asText(null),
                        object.at("/metadata/userId").asText(null));
    }

    static String gone(String customer) {
        return customer + " gone";
    }

    private static String customer(String id, @Nullable String email, @Nullable String name, @Nullable String user) {
        return String.join(" | ", id, email, name, user);
    }

    private static String subscription(String id, String status, @Nullable String price, boolean ends) {
        return id + " | " + status + " | " + price + " | " + (ends ? "ends" : "goes on");
    }

    void write(String line) {
        lines.put(id(line), line);
    }

    static String id(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    /** These lines, and that these customers are gone. */
    Ledger andGone(Collection<String> customers) {
        customers.forEach(it -> write(gone(it)));
        return this;
    }

    int size() {
        return lines.size();
    }

    int customers() {
        return (int)
                lines.keySet().stream().filter(it -> it.startsWith(CUSTOMER)).count();
    }

    /** What is wrong here against the truth. */
    Wrong against(Ledger truth) {
        Map<Boolean, TreeSet<String>> wrong = truth.lines.entrySet().stream()
                .filter(line -> !line.getValue().equals(lines.get(line.getKey())))
                .map(line -> line.getValue() + "  <>  " + lines.get(line.getKey()))
                .collect(Collectors.partitioningBy(
                        it -> it.startsWith(CUSTOMER), Collectors.toCollection(TreeSet::new)));
        return new Wrong(List.copyOf(wrong.get(true)), List.copyOf(wrong.get(false)));
    }

    /** The lines that are wrong, each behind the one that is right. */
    record Wrong(List<String> customers, List<String> subscriptions) {

        int count() {
            return customers.size() + subscriptions.size();
        }
    }
}
