package dev.trueup.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.insight.Revenue;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of {@code subscriptions}. Immutable and thread-safe. */
final class SubscriptionRows {

    /** What a subscription is read from. */
    static final String COLUMNS = """
            s.subscription_id, s.position, s.plan, s.status, s.type, s.current_period_start, s.current_period_end,
            s.cancel_at_period_end, s.canceled_at, s.ended_at, s.collection_paused, s.trial_start, s.trial_end,
            s.metadata, s.items, s.discounts, s.created""";

    /** The form of what {@link #json} tells. */
    static final String RECORD = """
            subscription_id text, user_id text, customer_id text, "position" integer, plan text, status text,
            type text, current_period_start timestamptz, current_period_end timestamptz, cancel_at_period_end boolean,
            canceled_at timestamptz, ended_at timestamptz, collection_paused boolean, trial_start timestamptz,
            trial_end timestamptz, metadata jsonb, items jsonb, discounts jsonb, currency text, earning boolean,
            mrr bigint, created timestamptz""";

    /** Each id is looked up for itself, as in {@link CustomerRows#LOCK}; by "or" all rows of the account would be read. */
    static final String OF_USERS =
            "SELECT s.user_id, s.customer_id, s.currency, s.earning, s.mrr, " + COLUMNS + """

            FROM unnest(?) AS given (user_id) CROSS JOIN LATERAL (
                SELECT * FROM $.subscriptions
                WHERE account = ? AND live = ? AND user_id = given.user_id OFFSET 0) AS s
            UNION ALL
            SELECT s.user_id, s.customer_id, s.currency, s.earning, s.mrr, """ + COLUMNS + """

            FROM unnest(?) AS given (subscription_id) CROSS JOIN LATERAL (
                SELECT * FROM $.subscriptions
                WHERE account = ? AND live = ? AND subscription_id = given.subscription_id OFFSET 0) AS s
            WHERE NOT s.user_id = ANY (?)
            ORDER BY user_id, position""";

    private final Database database;
    private final Object[] namespace;

    SubscriptionRows(Database database, Object... namespace) {
        this.database = database;
        this.namespace = namespace.clone();
    }

    /**
     * A row as it stands.
     *
     * @param content {@code null} if it cannot be understood
     */
    record Row(String id, UserId user, @Nullable Content content) {

        private Stream<SubscriptionData> data() {
            return Stream.ofNullable(content).map(Content::data);
        }
    }

    /** What a row says of a subscription. */
    record Content(CustomerId customer, int position, SubscriptionData data, Reckoned reckoned) {

        static Content of(CustomerId customer, int position, SubscriptionData data) {
            return new Content(customer, position, data, Reckoned.of(data));
        }
    }

    /** What was reckoned of the rest when the row was written, perhaps by other rules than today's. */
    private record Reckoned(@Nullable String currency, boolean earning, long mrr) {

        static Reckoned of(SubscriptionData data) {
            return new Reckoned(Stored.word(Revenue.currency(data)), Revenue.isEarning(data), Revenue.monthly(data));
        }
    }

    /** What can be understood of some rows. */
    static List<SubscriptionData> data(List<Row> rows) {
        return rows.stream().flatMap(Row::data).toList();
    }

    /** The subscriptions of users, and those of some ids whoever has them. */
    List<Row> find(Connection connection, String[] users, String[] ids) throws SQLException {
        return new Sql(database.sql(OF_USERS))
                .with((Object) users)
                .with(namespace)
                .with((Object) ids)
                .with(namespace)
                .with((Object) users)
                .plannedAnew()
                .all(connection, SubscriptionRows::row);
    }

    private static Row row(ResultSet rows) throws SQLException {
        return new Row(
                rows.getString("subscription_id"),
                new UserId(rows.getString("user_id")),
                Sql.understood(rows, SubscriptionRows::content).orElse(null));
    }

    private static Content content(ResultSet rows) throws SQLException {
        return new Content(
                new CustomerId(rows.getString("customer_id")),
                rows.getInt("position"),
                read(rows),
                new Reckoned(rows.getString("currency"), rows.getBoolean("earning"), rows.getLong("mrr")));
    }

    static SubscriptionData read(ResultSet rows) throws SQLException {
        return new SubscriptionData(
                rows.getString("subscription_id"),
                rows.getString("status"),
                rows.getString("plan"),
                Stored.optionalTime(rows, "current_period_start"),
                Stored.optionalTime(rows, "current_period_end"),
                rows.getBoolean("cancel_at_period_end"),
                Stored.optionalTime(rows, "canceled_at"),
                Stored.optionalTime(rows, "trial_start"),
                Stored.optionalTime(rows, "trial_end"),
                Stored.time(rows, "created"),
                SubscriptionJson.items(Stored.json(rows.getString("items"))),
                new SubscriptionTerms(
                        rows.getString("type"),
                        rows.getBoolean("collection_paused"),
                        Stored.optionalTime(rows, "ended_at"),
                        SubscriptionJson.discounts(Stored.json(rows.getString("discounts"))),
                        SubscriptionJson.metadata(Stored.json(rows.getString("metadata")))));
    }

    /** A subscription as it will be read again, so that nothing seems to have changed that could not be stored. */
    static SubscriptionData storable(SubscriptionData it) {
        SubscriptionTerms terms = it.terms();
        return new SubscriptionData(
                it.id(),
                it.status(),
                Stored.text(it.priceId()),
                Stored.optional(it.currentPeriodStart()),
                Stored.optional(it.currentPeriodEnd()),
                it.cancelAtPeriodEnd(),
                Stored.optional(it.canceledAt()),
                Stored.optional(it.trialStart()),
                Stored.optional(it.trialEnd()),
                Stored.instant(it.created()),
                SubscriptionJson.items(SubscriptionJson.items(it.items())),
                new SubscriptionTerms(
                        terms.type(),
                        terms.collectionPaused(),
                        Stored.optional(terms.endedAt()),
                        SubscriptionJson.discounts(SubscriptionJson.discounts(terms.discounts())),
                        SubscriptionJson.metadata(SubscriptionJson.metadata(terms.metadata()))));
    }

    static ObjectNode json(UserId user, Content content) {
        SubscriptionData it = content.data();
        SubscriptionTerms terms = it.terms();
        ObjectNode json = Stored.object()
                .put("subscription_id", it.id())
                .put("user_id", user.value())
                .put("customer_id", content.customer().value())
                .put("position", content.position())
                .put("plan", Stored.text(it.priceId()))
                .put("status", it.status())
                .put("type", terms.type())
                .put("current_period_start", Stored.time(it.currentPeriodStart()))
                .put("current_period_end", Stored.time(it.currentPeriodEnd()))
                .put("cancel_at_period_end", it.cancelAtPeriodEnd())
                .put("canceled_at", Stored.time(it.canceledAt()))
                .put("ended_at", Stored.time(terms.endedAt()))
                .put("collection_paused", terms.collectionPaused())
                .put("trial_start", Stored.time(it.trialStart()))
                .put("trial_end", Stored.time(it.trialEnd()))
                .put("currency", content.reckoned().currency())
                .put("earning", content.reckoned().earning())
                .put("mrr", content.reckoned().mrr())
                .put("created", Stored.time(it.created()));
        json.set("metadata", SubscriptionJson.metadata(terms.metadata()));
        json.set("items", SubscriptionJson.items(it.items()));
        json.set("discounts", SubscriptionJson.discounts(terms.discounts()));
        return json;
    }
}
