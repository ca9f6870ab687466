package dev.trueup.postgres;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.insight.Bookkeeping;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a page of findings by three statements: lock, read what is known, write what has changed. Thread-safe. */
final class CustomerPage {

    static final String WRITE = """
            WITH page AS MATERIALIZED (SELECT ?::text AS account, ?::boolean AS live, ?::jsonb AS told),
            customer AS (
                -- All of them are there; this finds each by its key, whatever the server thinks of the table.
                INSERT INTO $.customers (
                    account, live, user_id, ticket, customer_id, present, email, name, default_payment_method,
                    payment_type, payment_brand, payment_last4, payment_exp_month, payment_exp_year, created,
                    updated_at)
                SELECT page.account, page.live, x.*
                FROM page, jsonb_to_recordset(page.told -> 'customers') AS x (
                    user_id text, ticket bigint, customer_id text, present boolean, email text, name text,
                    default_payment_method text, payment_type text, payment_brand text, payment_last4 text,
                    payment_exp_month integer, payment_exp_year integer, created timestamptz,
                    updated_at timestamptz)
                ON CONFLICT (account, live, user_id) DO UPDATE SET
                    ticket = excluded.ticket, customer_id = excluded.customer_id, present = excluded.present,
                    email = excluded.email, name = excluded.name,
                    default_payment_method = excluded.default_payment_method,
                    payment_type = excluded.payment_type, payment_brand = excluded.payment_brand,
                    payment_last4 = excluded.payment_last4, payment_exp_month = excluded.payment_exp_month,
                    payment_exp_year = excluded.payment_exp_year, created = excluded.created,
                    updated_at = excluded.updated_at
            ),
            gone AS (
                DELETE FROM $.subscriptions s
                USING page, jsonb_array_elements_text(page.told -> 'gone') AS x (subscription_id)
                WHERE s.account = page.account AND s.live = page.live AND s.subscription_id = x.subscription_id
            ),
            moved AS (
                INSERT INTO $.subscription_events (account, live, customer_id, kind, currency, amount, at)
                SELECT page.account, page.live, x.customer_id, x.kind, x.currency, x.amount, x.at
                FROM page, jsonb_to_recordset(page.told -> 'movements') AS x (
                    customer_id text, kind text, currency text, amount bigint, at timestamptz)
            ),
            changed AS (
                INSERT INTO $.subscriptions AS s (
                    account, live, subscription_id, user_id, customer_id, position, plan, status, type,
                    current_period_start, current_period_end, cancel_at_period_end, canceled_at, ended_at,
                    collection_paused, trial_start, trial_end, metadata, items, discounts, currency, earning, mrr,
                    created)
                SELECT page.account, page.live, x.*
                FROM page, jsonb_to_recordset(page.told -> 'subscriptions') AS x (""" + SubscriptionRows.RECORD + """
            )
                ORDER BY x.subscription_id
                ON CONFLICT (account, live, subscription_id) DO UPDATE SET
                    user_id = excluded.user_id, customer_id = excluded.customer_id, position = excluded.position,
                    plan = excluded.plan, status = excluded.status, type = excluded.type,
                    current_period_start = excluded.current_period_start,
                    current_period_end = excluded.current_period_end,
                    cancel_at_period_end = excluded.cancel_at_period_end, canceled_at = excluded.canceled_at,
                    ended_at = excluded.ended_at, collection_paused = excluded.collection_paused,
                    trial_start = excluded.trial_start, trial_end = excluded.trial_end,
                    metadata = excluded.metadata, items = excluded.items, discounts = excluded.discounts,
                    currency = excluded.currency, earning = excluded.earning, mrr = excluded.mrr,
                    created = excluded.created, updated_at = now()
                WHERE s.user_id = ANY (?)
                RETURNING 1
            )
            SELECT count(*) FROM changed""";

    /** What makes the transaction be tried again. */
    private static final String NOT_SERIALIZABLE = "40001";

    private final Database database;
    private final Namespace namespace;
    private final CustomerRows customers;
    private final SubscriptionRows subscriptions;

    CustomerPage(Database database, Namespace namespace, CustomerRows customers) {
        this.database = database;
        this.namespace = namespace;
        this.customers = customers;
        this.subscriptions = new SubscriptionRows(database, namespace.account(), namespace.live());
    }

    boolean write(Connection connection, Collection<Put> told) throws SQLException {
        List<Put> page = told.stream().map(CustomerPage::storable).toList();
        String[] ids = page.stream()
                .flatMap(it -> it.finding().snapshot().stream())
                .flatMap(it -> it.subscriptions().stream())
                .map(SubscriptionData::id)
                .toArray(String[]::new);
        List<CustomerRows.Locked> locked = customers.lock(connection, page, ids);
        String[] users = locked.stream().map(it -> it.user().value()).toArray(String[]::new);
        Map<UserId, List<SubscriptionRows.Row>> known = subscriptions.find(connection, users, ids).stream()
                .collect(Collectors.groupingBy(SubscriptionRows.Row::user));
        if (!locked.stream().map(CustomerRows.Locked::user).toList().containsAll(known.keySet())) {
            throw lostRace();
        }
        Bookkeeping.Entry entry = Bookkeeping.of(page, rows(locked, known));
        return entry.accepted().isEmpty() || write(connection, entry, known, users);
    }

    private static Put storable(Put put) {
        return put.finding()
                .snapshot()
                .map(it -> new Put(
                        put.ticket(),
                        new Finding.Live(new CustomerSnapshot(
                                it.customer(),
                                it.subscriptions().stream()
                                        .map(SubscriptionRows::storable)
                                        .toList(),
                                it.payment()))))
                .orElse(put);
    }

    private static List<Bookkeeping.Row> rows(
            List<CustomerRows.Locked> locked, Map<UserId, List<SubscriptionRows.Row>> known) {
        return locked.stream()
                .map(it -> it.with(SubscriptionRows.data(known.getOrDefault(it.user(), List.of()))))
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean write(
            Connection connection,
            Bookkeeping.Entry entry,
            Map<UserId, List<SubscriptionRows.Row>> known,
            String[] locked)
            throws SQLException {
        Map<String, SubscriptionRows.Row> before = new HashMap<>();
        known.values().forEach(rows -> rows.forEach(it -> before.put(it.id(), it)));
        Set<UserId> written =
                entry.accepted().stream().map(it -> it.ticket().user()).collect(Collectors.toSet());
        Set<String> gone = new HashSet<>(before.keySet());
        ArrayNode changed = Stored.array();
        for (Bookkeeping.Row row : entry.rows()) {
            for (int i = 0; i < row.subscriptions().size(); i++) {
                SubscriptionData data = row.subscriptions().get(i);
                gone.remove(data.id());
                if (written.contains(row.user())) {
                    SubscriptionRows.Content content =
                            SubscriptionRows.Content.of(Objects.requireNonNull(row.customer()), i, data);
                    SubscriptionRows.Row now = new SubscriptionRows.Row(data.id(), row.user(), content);
                    if (!now.equals(before.get(data.id()))) {
                        changed.add(SubscriptionRows.json(row.user(), content));
                    }
                }
            }
        }
        ObjectNode page = Stored.object();
        page.set("customers", customers(entry));
        page.set("subscriptions", changed);
        page.set("movements", movements(entry.movements()));
        ArrayNode ids = page.putArray("gone");
        gone.forEach(ids::add);
        List<Integer> count = new Sql(database.sql(WRITE))
                .with(namespace.account(), namespace.live(), Stored.json(page), locked)
                .plannedAnew()
                .all(connection, rows -> rows.getInt(1));
        if (count.get(0) != changed.size()) {
            throw lostRace();
        }
        return true;
    }

    /** A subscription came to a user who was not locked, in between. */
    private static SQLException lostRace() {
        return new SQLException("a subscription moved meanwhile", NOT_SERIALIZABLE);
    }

    private static ArrayNode customers(Bookkeeping.Entry entry) {
        Map<UserId, Bookkeeping.Row> rows =
                entry.rows().stream().collect(Collectors.toMap(Bookkeeping.Row::user, it -> it));
        ArrayNode customers = Stored.array();
        for (Put put : entry.accepted()) {
            UserId user = put.ticket().user();
            CustomerId customer = Objects.requireNonNull(rows.get(user)).customer();
            ObjectNode json = customers
                    .addObject()
                    .put("user_id", user.value())
                    .put("ticket", put.ticket().number())
                    .put("customer_id", customer == null ? null : customer.value())
                    .put("present", put.finding().snapshot().isPresent());
            put.finding().snapshot().ifPresent(it -> describe(json, it));
        }
        return customers;
    }

    private static void describe(ObjectNode json, CustomerSnapshot snapshot) {
        StripeCustomerData customer = snapshot.customer();
        json.put("email", Stored.text(customer.email()))
                .put("name", Stored.text(customer.name()))
                .put("default_payment_method", Stored.text(customer.defaultPaymentMethod()))
                .put("created", Stored.time(customer.created()))
                .put("updated_at", Stored.time(customer.updatedAt()));
        PaymentSummary payment = snapshot.payment();
        if (payment != null) {
            json.put("payment_type", Stored.text(payment.type()))
                    .put("payment_brand", Stored.text(payment.brand()))
                    .put("payment_last4", Stored.text(payment.last4()))
                    .put("payment_exp_month", payment.expMonth())
                    .put("payment_exp_year", payment.expYear());
        }
    }

    private static ArrayNode movements(List<Movement> movements) {
        ArrayNode array = Stored.array();
        for (Movement it : movements) {
            array.addObject()
                    .put("customer_id", it.customer().value())
                    .put("kind", it.kind().name().toLowerCase(Locale.ROOT))
                    .put("currency", Stored.word(it.currency()))
                    .put("amount", it.amount())
                    .put("at", Stored.time(it.at()));
        }
        return array;
    }
}
