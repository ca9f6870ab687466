package dev.trueup.postgres;

import dev.trueup.insight.Bookkeeping;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of {@code customers}, each with its user's subscriptions. Immutable and thread-safe. */
final class CustomerRows {

    /**
     * Creates the rows that are missing and locks all that a page is about, in the order of the users, which is the same
     * for every writer. Nothing else is locked before. Each id is looked up for itself ({@code OFFSET 0}): of a
     * table that was never analyzed, as in a first load, the server would else read half.
     */
    static final String LOCK = """
            INSERT INTO $.customers AS c (account, live, user_id)
            SELECT ?, ?, named.user_id FROM (
                SELECT given.user_id FROM unnest(?) AS given (user_id)
                UNION
                SELECT s.user_id FROM unnest(?) AS given (subscription_id) CROSS JOIN LATERAL (
                    SELECT user_id FROM $.subscriptions
                    WHERE account = ? AND live = ? AND subscription_id = given.subscription_id OFFSET 0) AS s
                UNION
                SELECT k.user_id FROM unnest(?) AS given (customer_id) CROSS JOIN LATERAL (
                    SELECT user_id FROM $.customers
                    WHERE account = ? AND live = ? AND customer_id = given.customer_id OFFSET 0) AS k
            ) AS named
            ORDER BY named.user_id
            ON CONFLICT (account, live, user_id) DO UPDATE SET ticket = c.ticket
            RETURNING c.user_id, c.ticket, c.customer_id""";

    static final String FIND = """
            SELECT c.user_id, c.customer_id, c.email, c.name, c.default_payment_method, c.payment_type,
                c.payment_brand, c.payment_last4, c.payment_exp_month, c.payment_exp_year,
                c.created AS customer_created, c.updated_at,\s""" + SubscriptionRows.COLUMNS + """

            FROM $.customers c
            LEFT JOIN $.subscriptions s ON s.account = c.account AND s.live = c.live AND s.user_id = c.user_id
            WHERE c.account = ? AND c.live = ? AND c.user_id = ANY (?) AND c.present
            ORDER BY c.user_id, s.position""";

    static final String USERS = """
            SELECT user_id FROM $.customers
            WHERE account = ? AND live = ? AND user_id > ? AND present
            ORDER BY user_id LIMIT ?""";

    private final Database database;
    private final String account;
    private final boolean live;

    CustomerRows(Database database, Namespace namespace) {
        this.database = database;
        this.account = namespace.account();
        this.live = namespace.live();
    }

    /**
     * A row that is locked until the transaction ends.
     *
     * @param ticket {@code null} if the row is new
     */
    record Locked(
            UserId user, @Nullable Long ticket, @Nullable CustomerId customer) {

        /** The row as it stands, with subscriptions. */
        Bookkeeping.@Nullable Row with(List<SubscriptionData> subscriptions) {
            return ticket == null ? null : new Bookkeeping.Row(user, ticket, customer, subscriptions);
        }
    }

    /** Locks the rows of the users of a page, and of those who may lose something to them. */
    List<Locked> lock(Connection connection, Collection<Put> page, String[] subscriptions) throws SQLException {
        String[] users = page.stream().map(it -> it.ticket().user().value()).toArray(String[]::new);
        String[] customers = page.stream()
                .flatMap(it -> it.finding().customerId().stream())
                .map(CustomerId::value)
                .toArray(String[]::new);
        return new Sql(database.sql(LOCK))
                .with(account, live, users, subscriptions, account, live, customers, account, live)
                .plannedAnew()
                .readable(
                        connection,
                        rows -> new Locked(
                                new UserId(rows.getString("user_id")),
                                rows.getObject("ticket", Long.class),
                                knownCustomer(rows)));
    }

    private static @Nullable CustomerId knownCustomer(ResultSet rows) throws SQLException {
        return rows.getString("customer_id") == null
                ? null
                : Sql.understood(rows, CustomerRows::customer).orElse(null);
    }

    private static CustomerId customer(ResultSet rows) throws SQLException {
        return new CustomerId(rows.getString("customer_id"));
    }

    Map<UserId, CustomerSnapshot> find(Connection connection, Collection<UserId> users) throws SQLException {
        Map<UserId, Found> found = new LinkedHashMap<>();
        new Sql(database.sql(FIND))
                .with(account, live, users.stream().map(UserId::value).toArray(String[]::new))
                .plannedAnew()
                .readable(connection, rows -> {
                    UserId user = new UserId(rows.getString("user_id"));
                    Found one = found.get(user);
                    if (one == null) {
                        one = new Found(customer(rows, user), payment(rows), new ArrayList<>());
                        found.put(user, one);
                    }
                    if (rows.getString("subscription_id") != null) {
                        one.subscriptions().add(SubscriptionRows.read(rows));
                    }
                    return user;
                });
        Map<UserId, CustomerSnapshot> snapshots = new HashMap<>();
        found.forEach((user, it) -> snapshots.put(user, it.snapshot()));
        return snapshots;
    }

    List<UserId> users(Connection connection, @Nullable UserId after, int limit) throws SQLException {
        String last = after == null ? "" : after.value();
        while (true) {
            List<ListedId> page = new Sql(database.sql(USERS))
                    .with(account, live, last, limit)
                    .all(connection, ListedId::read);
            List<UserId> users = page.stream().flatMap(it -> it.user().stream()).toList();
            // No users say that there are no more, and not that a whole page of ids is spoilt.
            if (page.isEmpty() || !users.isEmpty()) {
                return users;
            }
            last = page.get(page.size() - 1).value();
        }
    }

    /**
     * An id as it stands in a row.
     *
     * @param user empty if somebody else has made it one that no user can have
     */
    private record ListedId(String value, Optional<UserId> user) {

        static ListedId read(ResultSet rows) throws SQLException {
            String value = rows.getString("user_id");
            return new ListedId(value, Sql.understood(rows, it -> new UserId(value)));
        }
    }

    /** A customer of whom not all subscriptions are read yet. */
    private record Found(
            StripeCustomerData customer, @Nullable PaymentSummary payment, List<SubscriptionData> subscriptions) {

        CustomerSnapshot snapshot() {
            return new CustomerSnapshot(
                    new StripeCustomerData(
                            customer.stripeCustomerId(),
                            customer.email(),
                            customer.userId(),
                            customer.name(),
                            subscriptions.stream().map(SubscriptionData::id).toList(),
                            customer.defaultPaymentMethod(),
                            customer.created(),
                            customer.updatedAt()),
                    subscriptions,
                    payment);
        }
    }

    private static StripeCustomerData customer(ResultSet rows, UserId user) throws SQLException {
        return new StripeCustomerData(
                customer(rows),
                rows.getString("email"),
                user,
                rows.getString("name"),
                List.of(),
                rows.getString("default_payment_method"),
                Stored.time(rows, "customer_created"),
                Stored.time(rows, "updated_at"));
    }

    private static @Nullable PaymentSummary payment(ResultSet rows) throws SQLException {
        String type = rows.getString("payment_type");
        return type == null
                ? null
                : new PaymentSummary(
                        type,
                        rows.getString("payment_brand"),
                        rows.getString("payment_last4"),
                        rows.getObject("payment_exp_month", Integer.class),
                        rows.getObject("payment_exp_year", Integer.class));
    }
}
