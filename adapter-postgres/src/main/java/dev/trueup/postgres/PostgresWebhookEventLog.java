package dev.trueup.postgres;

import dev.trueup.model.BillingObject;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.WebhookEventLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A log of webhook events in PostgreSQL: one row for each event, ids only. Every method is one statement. Thread-safe;
 * nothing to close. Times are kept to the microsecond and within the years 1 to 9999. A row that cannot be read counts as
 * none.
 *
 * <p>All events are kept until {@link #prune} deletes the old ones. An event that was deleted cannot be retried from the
 * log; claims are not affected.
 */
public final class PostgresWebhookEventLog implements WebhookEventLog {

    private static final String ERROR = "error";

    /** What of an entry comes from the news or from what was known, as a whole but for an error that only one knows. */
    private static final List<String> REPLACED = List.of(
            "type",
            "occurred_at",
            "live_mode",
            "customers",
            "user_id",
            "object_type",
            "object_id",
            "fingerprint",
            "status",
            "finished_at",
            ERROR);

    private static final String STATES =
            "ARRAY['received', 'processing', 'failed', 'processed', 'ignored', 'dead']::text[]";

    /** The rules of {@link WebhookLogEntry#with}. */
    private static final String RECORD = """
            INSERT INTO $.webhook_events AS known
                (account, live, provider, connected_account, id, attempts, received_at, #columns)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, live, provider, connected_account, id) DO UPDATE SET
                attempts = greatest(known.attempts, excluded.attempts),
                received_at = least(known.received_at, excluded.received_at),
                (#columns) = (
                    SELECT #columns FROM (
                        SELECT true AS is_news, #news UNION ALL SELECT false, #known) AS either
                    WHERE is_news = CASE
                        WHEN known.status = 'processed' THEN false
                        WHEN excluded.status = 'processed' THEN true
                        WHEN excluded.attempts <> known.attempts THEN excluded.attempts > known.attempts
                        ELSE array_position(#states, excluded.status) >= array_position(#states, known.status) END)
            """.replace("#columns", columns(UnaryOperator.identity()))
            .replace("#news", told("excluded", "known"))
            .replace("#known", told("known", "excluded"))
            .replace("#states", STATES);

    private static final String SELECT = "SELECT provider, connected_account, id, attempts, received_at, "
            + columns(UnaryOperator.identity()) + " FROM $.webhook_events WHERE account = ? AND live = ?";

    private static final String CLEAR = """
            DELETE FROM $.webhook_events WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM $.webhook_events
                WHERE account = ? AND live = ? AND received_at < clock_timestamp() - ? * interval '1 microsecond'
                ORDER BY received_at LIMIT %d FOR UPDATE SKIP LOCKED))
            """.formatted(Database.BATCH);

    private final Database database;
    private final Namespace namespace;

    /** In the schema, of its account and mode. */
    public PostgresWebhookEventLog(Postgres postgres) {
        this.database = postgres.database();
        this.namespace = postgres.namespace();
    }

    @Override
    public void record(WebhookLogEntry news) {
        WebhookEvent event = news.event();
        BillingObject object = event.object();
        Sql step = query(RECORD)
                .event(event.key())
                .number(news.attempts())
                .time(news.receivedAt())
                .text(Text.stored(event.type()))
                .time(event.occurredAt())
                .flag(event.live())
                .texts(event.customers().stream()
                        .map(it -> Text.stored(it.value()))
                        .toList())
                .text(event.namedUser().map(it -> Text.stored(it.value())).orElse(null))
                .text(object == null ? null : Text.stored(object.type()))
                .text(object == null ? null : Text.stored(object.id()))
                .text(Text.stored(news.fingerprint()))
                .text(news.status().toString())
                .time(news.finishedAt())
                .text(news.error() == null ? null : Text.stored(news.error()));
        database.each(Source.EVENT_LOG, "note event " + event.key(), step::change);
    }

    @Override
    public Optional<WebhookLogEntry> find(EventKey key) {
        Sql step = query(SELECT + " AND (provider, connected_account, id) = (?, ?, ?)")
                .event(key);
        return database.each(
                Source.EVENT_LOG, "find event " + key, connection -> step.readable(connection, EventRow::read).stream()
                        .findFirst());
    }

    @Override
    public List<WebhookLogEntry> find(WebhookEventLog.Query asked) {
        String conditions = (asked.source() == null ? "" : " AND provider = ?")
                + (asked.status() == null ? "" : " AND status = ?")
                + (asked.type() == null ? "" : " AND type = ?");
        Sql step = query(select(conditions));
        if (asked.source() != null) {
            step.text(asked.source().toString());
        }
        if (asked.status() != null) {
            step.text(asked.status().toString());
        }
        if (asked.type() != null) {
            step.text(Text.stored(asked.type()));
        }
        step.number(asked.limit());
        return database.each(Source.EVENT_LOG, "list events", connection -> step.readable(connection, EventRow::read));
    }

    /**
     * Deletes the events of this account and mode that came first longer ago than this, five hundred at a time; each such
     * step is bounded by the timeout. To be called now and then, by any number of instances.
     *
     * @param age how long an event is kept after it came first; not negative
     * @return how many were deleted
     * @throws IllegalArgumentException if the age is negative
     * @throws SourceUnavailableException if the database is away; what was deleted until then stays deleted
     */
    public long prune(Duration age) {
        Times.requireAge(age);
        return database.clear(Source.EVENT_LOG, "prune events", connection -> query(CLEAR)
                .length(age)
                .change(connection));
    }

    /** The conditions are of the code, never of data. */
    static String select(String conditions) {
        return SELECT + conditions + " ORDER BY received_at DESC, provider, connected_account, id LIMIT ?";
    }

    /** The columns of one side; what was given up has the error of the other side, if it has none itself. */
    private static String told(String side, String other) {
        String error = """
                CASE WHEN %1$s.status = 'dead' AND %1$s.attempts = %2$s.attempts
                    THEN coalesce(%1$s.error, %2$s.error) ELSE %1$s.error END AS error""".formatted(side, other);
        return columns(column -> column.equals(ERROR) ? error : side + "." + column);
    }

    private static String columns(UnaryOperator<String> each) {
        return REPLACED.stream().map(each).collect(Collectors.joining(", "));
    }

    private Sql query(String statement) {
        return new Sql(database.sql(statement)).in(namespace);
    }
}
