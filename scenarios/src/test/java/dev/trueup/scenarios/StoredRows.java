package dev.trueup.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.insight.Revenue;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every row of a billing store in PostgreSQL beside what it should be: customers and subscriptions with all their fields,
 * payments, invoices, and the totals of the revenue. A row that nobody should have is wrong as well. Immutable.
 *
 * @param compared how many rows there should be
 * @param wrong what differs, each by its id: what is right, and what is there
 */
public record StoredRows(int compared, Map<String, String> wrong) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "no row";

    /** Compares all rows of an account with what the fakes say now. */
    public static StoredRows compare(FakeStripe stripe, FakeClerk clerk, Tables tables) {
        PostgresBillingStore store = new PostgresBillingStore(tables.postgres());
        Map<String, String> right = rightRows(stripe, clerk);
        Map<String, String> shown = shownRows(tables);
        Set<String> users = new TreeSet<>(Truth.customers(stripe, clerk).keySet());
        Map<String, String> wrong = new TreeMap<>(Truth.wrong(stripe, clerk, store::findAll, users));
        // What a subscription brings follows from its other fields, of which all were compared.
        Map<UserId, CustomerSnapshot> stored =
                Truth.found(store::findAll, users.stream().map(UserId::new).toList());
        List<SubscriptionData> subscriptions = stored.values().stream()
                .flatMap(it -> it.subscriptions().stream())
                .toList();
        subscriptions.forEach(it -> right.computeIfPresent(it.id(), (id, row) -> row + " " + Revenue.monthly(it)));
        right.put("totals", Revenue.mrr(subscriptions).toString());
        shown.put("totals", totals(store));
        Set<String> ids = new HashSet<>(right.keySet());
        ids.addAll(shown.keySet());
        for (String id : ids) {
            String is = shown.getOrDefault(id, NONE);
            String should = right.getOrDefault(id, NONE);
            if (!is.equals(should)) {
                wrong.merge(id, should + "  <>  " + is, (one, other) -> one + "; " + other);
            }
        }
        return new StoredRows(right.size(), wrong);
    }

    private static Map<String, String> rightRows(FakeStripe stripe, FakeClerk clerk) {
        Map<String, String> rows = new TreeMap<>();
        Truth.customers(stripe, clerk).forEach((user, customer) -> {
            String id = customer.path("id").asText();
            rows.put(user, id);
            stripe.subscriptionIds(id).forEach(it -> rows.put(it, user + " " + id));
        });
        Stream.of("charges", "payment_intents").forEach(list -> listed(stripe, list)
                .forEach((id, it) -> rows.put(
                        id,
                        words(it, "customer", "amount", "currency", "status", "created", "failure_code") + " "
                                + it.path("amount_refunded").asLong())));
        listed(stripe, "invoices")
                .forEach((id, it) -> rows.put(
                        id,
                        words(
                                        it,
                                        "customer",
                                        "status",
                                        "currency",
                                        "total",
                                        "amount_due",
                                        "amount_paid",
                                        "amount_remaining",
                                        "attempt_count",
                                        "created",
                                        "number",
                                        "due_date")
                                + " " + it.at("/status_transitions/paid_at").asText("null")));
        return rows;
    }

    private static Map<String, String> shownRows(Tables tables) {
        Map<String, String> rows = new TreeMap<>();
        Stream.of("SELECT user_id, customer_id FROM $.customers WHERE account = ? AND present", """
                        SELECT subscription_id, concat_ws(' ', user_id, customer_id, mrr)
                        FROM $.subscriptions WHERE account = ?""", """
                        SELECT payment_id, concat_ws(' ', customer_id, amount, currency, status,
                            extract(epoch FROM created)::bigint, coalesce(failure_code, 'null'), amount_refunded)
                        FROM $.payments WHERE account = ?""", """
                        SELECT invoice_id, concat_ws(' ', customer_id, status, currency, total, amount_due, amount_paid,
                            amount_remaining, attempt_count, extract(epoch FROM created)::bigint,
                            coalesce(number, 'null'), coalesce(extract(epoch FROM due_at)::bigint::text, 'null'),
                            coalesce(extract(epoch FROM paid_at)::bigint::text, 'null'))
                        FROM $.invoices WHERE account = ?""")
                .forEach(query -> rows.putAll(tables.rows(query)));
        return rows;
    }

    private static String totals(PostgresBillingStore store) {
        return store.totals().stream()
                .filter(it -> it.mrr() != 0)
                .collect(Collectors.toMap(RevenueTotal::currency, RevenueTotal::mrr, Long::sum, TreeMap::new))
                .toString();
    }

    private static String words(JsonNode object, String... fields) {
        return Stream.of(fields).map(field -> object.path(field).asText("null")).collect(Collectors.joining(" "));
    }

    /** Everything in one of Stripe's lists, read by hand. */
    private static Map<String, JsonNode> listed(FakeStripe stripe, String list) {
        Map<String, JsonNode> found = new TreeMap<>();
        String last = null;
        JsonNode page;
        do {
            page = page(stripe, list, last);
            for (JsonNode object : page.path("data")) {
                last = object.path("id").asText();
                found.put(last, object);
            }
        } while (page.path("has_more").asBoolean());
        return found;
    }

    private static JsonNode page(FakeStripe stripe, String list, @Nullable String after) {
        String query = "?limit=100" + (after == null ? "" : "&starting_after=" + after);
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(stripe.baseUrl() + "/v1/" + list + query))
                                    .header("Authorization", "Bearer " + stripe.apiKey())
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("the truth cannot be read: " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
