package dev.trueup.postgres;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentData;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rows of {@code payments}. Immutable and thread-safe. */
final class PaymentRows {

    static final String WRITE = """
            INSERT INTO $.payments AS p (
                account, live, ticket, payment_id, kind, customer_id, intent_id, amount, amount_refunded, currency,
                status, failure_code, created)
            SELECT ?, ?, ?, x.* FROM jsonb_to_recordset(?::jsonb) AS x (
                payment_id text, kind text, customer_id text, intent_id text, amount bigint, amount_refunded bigint,
                currency text, status text, failure_code text, created timestamptz)
            ORDER BY x.payment_id
            ON CONFLICT (account, live, payment_id) DO UPDATE SET
                ticket = excluded.ticket, kind = excluded.kind, customer_id = excluded.customer_id,
                intent_id = excluded.intent_id, amount = excluded.amount,
                amount_refunded = excluded.amount_refunded, currency = excluded.currency,
                status = excluded.status, failure_code = excluded.failure_code, created = excluded.created
            WHERE p.ticket <= excluded.ticket""";

    static final String FIND = """
            SELECT payment_id, kind, customer_id, intent_id, amount, amount_refunded, currency, status,
                failure_code, created
            FROM $.payments
            WHERE account = ? AND live = ? AND customer_id = ?
            ORDER BY created DESC, payment_id
            LIMIT ?""";

    private final Database database;
    private final Namespace namespace;

    PaymentRows(Database database, Namespace namespace) {
        this.database = database;
        this.namespace = namespace;
    }

    void write(Connection connection, long ticket, Collection<PaymentData> payments) throws SQLException {
        if (payments.isEmpty()) {
            return;
        }
        Map<String, PaymentData> each = new LinkedHashMap<>();
        payments.forEach(it -> each.put(it.id(), it));
        ArrayNode page = Stored.array();
        for (PaymentData it : each.values()) {
            page.addObject()
                    .put("payment_id", it.id())
                    .put("kind", it.kind().name().toLowerCase(Locale.ROOT))
                    .put("customer_id", it.customer().value())
                    .put("intent_id", Stored.text(it.intent()))
                    .put("amount", it.amount())
                    .put("amount_refunded", it.amountRefunded())
                    .put("currency", it.currency())
                    .put("status", it.status())
                    .put("failure_code", Stored.text(it.failureCode()))
                    .put("created", Stored.time(it.created()));
        }
        new Sql(database.sql(WRITE))
                .with(namespace.account(), namespace.live(), ticket, Stored.json(page))
                .plannedAnew()
                .change(connection);
    }

    List<PaymentData> find(Connection connection, CustomerId customer, int limit) throws SQLException {
        return new Sql(database.sql(FIND))
                .with(namespace.account(), namespace.live(), customer.value(), limit)
                .readable(connection, PaymentRows::row);
    }

    private static PaymentData row(ResultSet rows) throws SQLException {
        return new PaymentData(
                rows.getString("payment_id"),
                PaymentData.Kind.valueOf(rows.getString("kind").toUpperCase(Locale.ROOT)),
                new CustomerId(rows.getString("customer_id")),
                rows.getString("intent_id"),
                rows.getLong("amount"),
                rows.getLong("amount_refunded"),
                rows.getString("currency"),
                rows.getString("status"),
                rows.getString("failure_code"),
                Stored.time(rows, "created"));
    }
}
