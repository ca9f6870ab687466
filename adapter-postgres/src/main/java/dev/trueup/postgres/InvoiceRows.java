package dev.trueup.postgres;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of {@code invoices}, and of {@code payment_reads}, which tell which of them are gone. Immutable and
 * thread-safe.
 */
final class InvoiceRows {

    /** Whoever writes invoices of a customer comes one after the other, in the order of the customers. */
    static final String LOCK = """
            INSERT INTO $.payment_reads AS r (account, live, customer_id)
            SELECT DISTINCT ?, ?, x.customer_id FROM unnest(?) AS x (customer_id) ORDER BY x.customer_id
            ON CONFLICT (account, live, customer_id) DO UPDATE SET ticket = r.ticket""";

    /** Notes a read, unless a later one is noted, and takes away what it no longer saw. */
    static final String READ = """
            WITH noted AS (
                UPDATE $.payment_reads SET ticket = ?, invoices_from = ?::timestamptz
                WHERE account = ? AND live = ? AND customer_id = ? AND (ticket IS NULL OR ticket <= ?)
                RETURNING account, live, customer_id, ticket, invoices_from
            )
            DELETE FROM $.invoices i USING noted
            WHERE i.account = noted.account AND i.live = noted.live AND i.customer_id = noted.customer_id
                AND i.created >= noted.invoices_from AND i.ticket <= noted.ticket AND NOT i.invoice_id = ANY (?)""";

    /** What a later read of its customer should have seen and did not, is gone. */
    static final String WRITE = """
            INSERT INTO $.invoices AS i (
                account, live, ticket, invoice_id, customer_id, subscription_id, number, status, currency, total,
                amount_due, amount_paid, amount_remaining, attempt_count, created, due_at, paid_at)
            SELECT ?, ?, ?, x.* FROM jsonb_to_recordset(?::jsonb) AS x (
                invoice_id text, customer_id text, subscription_id text, number text, status text, currency text,
                total bigint, amount_due bigint, amount_paid bigint, amount_remaining bigint, attempt_count bigint,
                created timestamptz, due_at timestamptz, paid_at timestamptz)
            WHERE NOT EXISTS (
                SELECT 1 FROM $.payment_reads r
                WHERE r.account = ? AND r.live = ? AND r.customer_id = x.customer_id
                    AND r.ticket > ? AND r.invoices_from <= x.created)
            ORDER BY x.invoice_id
            ON CONFLICT (account, live, invoice_id) DO UPDATE SET
                ticket = excluded.ticket, customer_id = excluded.customer_id,
                subscription_id = excluded.subscription_id, number = excluded.number, status = excluded.status,
                currency = excluded.currency, total = excluded.total, amount_due = excluded.amount_due,
                amount_paid = excluded.amount_paid, amount_remaining = excluded.amount_remaining,
                attempt_count = excluded.attempt_count, created = excluded.created, due_at = excluded.due_at,
                paid_at = excluded.paid_at
            WHERE i.ticket <= excluded.ticket""";

    static final String FIND = """
            SELECT invoice_id, customer_id, subscription_id, number, status, currency, total, amount_due,
                amount_paid, amount_remaining, attempt_count, created, due_at, paid_at
            FROM $.invoices
            WHERE account = ? AND live = ? AND customer_id = ?
            ORDER BY created DESC, invoice_id
            LIMIT ?""";

    private static final String WAS_READ = """
            SELECT 1 FROM $.payment_reads
            WHERE account = ? AND live = ? AND customer_id = ? AND ticket IS NOT NULL""";

    private final Database database;
    private final String account;
    private final boolean live;

    InvoiceRows(Database database, Namespace namespace) {
        this.database = database;
        this.account = namespace.account();
        this.live = namespace.live();
    }

    void lock(Connection connection, String[] customers) throws SQLException {
        if (customers.length > 0) {
            new Sql(database.sql(LOCK)).with(account, live, customers).change(connection);
        }
    }

    /** Notes that a customer, who is locked, was read as a whole. */
    void read(Connection connection, long ticket, PaymentHistory history) throws SQLException {
        String customer = history.customer().value();
        String[] told = history.invoices().stream().map(InvoiceData::id).toArray(String[]::new);
        new Sql(database.sql(READ))
                .with(ticket, from(history.invoices()), account, live, customer, ticket, told)
                .change(connection);
    }

    private static String from(List<InvoiceData> told) {
        return told.size() < PaymentHistory.LENGTH
                ? "-infinity"
                : told.stream()
                        .map(it -> Stored.instant(it.created()))
                        .min(Instant::compareTo)
                        .orElseThrow()
                        .toString();
    }

    /** Writes invoices of customers who are locked. */
    void write(Connection connection, long ticket, Collection<InvoiceData> invoices) throws SQLException {
        if (invoices.isEmpty()) {
            return;
        }
        Map<String, InvoiceData> each = new LinkedHashMap<>();
        invoices.forEach(it -> each.put(it.id(), it));
        ArrayNode page = Stored.array();
        for (InvoiceData it : each.values()) {
            page.addObject()
                    .put("invoice_id", it.id())
                    .put("customer_id", it.customer().value())
                    .put("subscription_id", Stored.text(it.subscription()))
                    .put("number", Stored.text(it.number()))
                    .put("status", it.status())
                    .put("currency", it.currency())
                    .put("total", it.total())
                    .put("amount_due", it.amountDue())
                    .put("amount_paid", it.amountPaid())
                    .put("amount_remaining", it.amountRemaining())
                    .put("attempt_count", it.attemptCount())
                    .put("created", Stored.time(it.created()))
                    .put("due_at", Stored.time(it.dueAt()))
                    .put("paid_at", Stored.time(it.paidAt()));
        }
        new Sql(database.sql(WRITE))
                .with(account, live, ticket, Stored.json(page), account, live, ticket)
                .plannedAnew()
                .change(connection);
    }

    boolean wasRead(Connection connection, CustomerId customer) throws SQLException {
        return !new Sql(database.sql(WAS_READ))
                .with(account, live, customer.value())
                .all(connection, rows -> true)
                .isEmpty();
    }

    List<InvoiceData> find(Connection connection, CustomerId customer, int limit) throws SQLException {
        return new Sql(database.sql(FIND))
                .with(account, live, customer.value(), limit)
                .readable(connection, InvoiceRows::row);
    }

    private static InvoiceData row(ResultSet rows) throws SQLException {
        return new InvoiceData(
                rows.getString("invoice_id"),
                new CustomerId(rows.getString("customer_id")),
                rows.getString("subscription_id"),
                rows.getString("number"),
                rows.getString("status"),
                rows.getString("currency"),
                rows.getLong("total"),
                rows.getLong("amount_due"),
                rows.getLong("amount_paid"),
                rows.getLong("amount_remaining"),
                rows.getLong("attempt_count"),
                Stored.time(rows, "created"),
                Stored.optionalTime(rows, "due_at"),
                Stored.optionalTime(rows, "paid_at"));
    }
}
