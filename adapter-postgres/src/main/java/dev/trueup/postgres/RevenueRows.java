package dev.trueup.postgres;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Movement;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is asked of the rows of all customers together. Immutable and thread-safe. */
final class RevenueRows {

    static final String TOTALS = """
            SELECT currency, sum(mrr)::bigint AS mrr, sum(subscriptions)::bigint AS subscriptions,
                count(*) AS customers
            FROM (
                SELECT currency, customer_id, sum(mrr) AS mrr, count(*) AS subscriptions
                FROM $.subscriptions
                WHERE account = ? AND live = ? AND earning AND currency IS NOT NULL
                GROUP BY currency, customer_id
            ) AS customer
            GROUP BY currency
            ORDER BY 2 DESC, 1""";

    static final String MOVEMENTS = """
            SELECT kind, customer_id, currency, amount, at
            FROM $.subscription_events
            WHERE account = ? AND live = ? AND currency = ?
            ORDER BY at DESC, event_id
            LIMIT ?""";

    static final String MOVED = """
            SELECT kind, sum(amount)::bigint AS amount
            FROM $.subscription_events
            WHERE account = ? AND live = ? AND currency = ? AND at >= ?::timestamptz
            GROUP BY kind""";

    static final String SIGNS = """
            WITH asked AS MATERIALIZED (
                SELECT ?::text AS account, ?::boolean AS live, ?::text AS currency,
                    ?::timestamptz AS two_months_ago, ?::timestamptz AS month_ago, ?::timestamptz AS now,
                    ?::timestamptz AS week_ahead, ?::bigint AS month
            ),
            paying AS MATERIALIZED (
                SELECT s.customer_id, sum(s.mrr) AS mrr
                FROM asked JOIN $.subscriptions s USING (account, live, currency)
                WHERE s.earning AND s.currency IS NOT NULL
                GROUP BY s.customer_id
                HAVING sum(s.mrr) > 0
            ),
            charges AS (
                SELECT count(*) FILTER (WHERE p.created > month_ago) AS charges,
                    count(*) FILTER (WHERE p.created > month_ago AND p.status = 'failed') AS failed,
                    count(*) FILTER (WHERE p.created <= month_ago) AS charges_before,
                    count(*) FILTER (WHERE p.created <= month_ago AND p.status = 'failed') AS failed_before
                FROM asked JOIN $.payments p USING (account, live, currency)
                WHERE p.kind = 'charge' AND p.created > two_months_ago AND p.created <= now
            ),
            card AS (
                SELECT DISTINCT c.customer_id, c.payment_exp_year::bigint * 12 + c.payment_exp_month < month AS expired
                FROM asked JOIN $.customers c USING (account, live)
                WHERE c.present AND c.payment_exp_year IS NOT NULL AND c.payment_exp_month IS NOT NULL
                    AND c.payment_exp_year::bigint * 12 + c.payment_exp_month <= month + 1
            ),
            cards AS (
                SELECT count(*) FILTER (WHERE NOT expired) AS expiring, count(*) FILTER (WHERE expired) AS expired
                FROM card JOIN paying USING (customer_id)
            ),
            trials AS (
                SELECT count(*) AS trials
                FROM asked JOIN $.subscriptions s USING (account, live, currency)
                WHERE s.status = 'trialing' AND s.trial_end > now AND s.trial_end <= week_ahead
            ),
            largest AS (SELECT customer_id, mrr FROM paying ORDER BY mrr DESC, customer_id LIMIT 1)
            SELECT charges, failed, charges_before, failed_before, expiring, expired, trials, customer_id,
                coalesce(mrr, 0)::bigint AS mrr
            FROM charges CROSS JOIN cards CROSS JOIN trials LEFT JOIN largest ON true""";

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);

    private final Database database;
    private final String account;
    private final boolean live;

    RevenueRows(Database database, Namespace namespace) {
        this.database = database;
        this.account = namespace.account();
        this.live = namespace.live();
    }

    List<RevenueTotal> totals(Connection connection) throws SQLException {
        return new Sql(database.sql(TOTALS))
                .with(account, live)
                .all(
                        connection,
                        rows -> new RevenueTotal(
                                rows.getString("currency"),
                                rows.getLong("mrr"),
                                rows.getLong("subscriptions"),
                                rows.getLong("customers")));
    }

    List<Movement> movements(Connection connection, String currency, int limit) throws SQLException {
        return new Sql(database.sql(MOVEMENTS))
                .with(account, live, Stored.word(currency), limit)
                .readable(
                        connection,
                        rows -> new Movement(
                                kind(rows),
                                new CustomerId(rows.getString("customer_id")),
                                rows.getString("currency"),
                                rows.getLong("amount"),
                                Stored.time(rows, "at")));
    }

    Map<Movement.Kind, Long> moved(Connection connection, String currency, Instant since) throws SQLException {
        Map<Movement.Kind, Long> sums = new EnumMap<>(Movement.Kind.class);
        new Sql(database.sql(MOVED))
                .with(account, live, Stored.word(currency), Stored.time(since))
                .all(connection, rows -> sums.put(kind(rows), rows.getLong("amount")));
        return sums;
    }

    private static Movement.Kind kind(ResultSet rows) throws SQLException {
        return Movement.Kind.valueOf(rows.getString("kind").toUpperCase(Locale.ROOT));
    }

    RevenueSigns signs(Connection connection, String currency, Instant now) throws SQLException {
        YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));
        return new Sql(database.sql(SIGNS))
                .with(
                        account,
                        live,
                        Stored.word(currency),
                        Stored.time(now.minus(MONTH).minus(MONTH)),
                        Stored.time(now.minus(MONTH)),
                        Stored.time(now),
                        Stored.time(now.plus(WEEK)),
                        month.getYear() * 12L + month.getMonthValue())
                .all(connection, RevenueRows::signs)
                .get(0);
    }

    private static RevenueSigns signs(ResultSet rows) throws SQLException {
        String largest = rows.getString("customer_id");
        return new RevenueSigns(
                rows.getLong("charges"),
                rows.getLong("failed"),
                rows.getLong("charges_before"),
                rows.getLong("failed_before"),
                rows.getLong("expiring"),
                rows.getLong("expired"),
                rows.getLong("trials"),
                largest == null ? null : new CustomerId(largest),
                rows.getLong("mrr"));
    }
}
