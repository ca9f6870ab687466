package dev.trueup.postgres;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log of runs in PostgreSQL. Every method is one statement. Thread-safe; nothing to close. A report that cannot be read
 * counts as none. All are kept until {@link #prune} deletes the old ones.
 */
public final class PostgresSyncLog implements SyncLog {

    private static final String RECORD = """
            INSERT INTO $.runs (account, live, id, kind, state, started_at, noted_at, report)
            VALUES (?, ?, ?, ?, ?, ?, clock_timestamp(), ?)
            ON CONFLICT (account, live, id) DO UPDATE SET kind = excluded.kind, state = excluded.state,
                started_at = excluded.started_at, noted_at = excluded.noted_at, report = excluded.report
            """;

    private static final String FIND = "SELECT report FROM $.runs WHERE account = ? AND live = ? AND id = ?";

    private static final String LATEST =
            "SELECT report FROM $.runs WHERE account = ? AND live = ? ORDER BY started_at DESC, id LIMIT ?";

    private static final String LATEST_OF_KIND = """
            SELECT report FROM $.runs WHERE account = ? AND live = ? AND kind = ?
            ORDER BY started_at DESC, id LIMIT ?
            """;

    private static final String CLEAR = """
            DELETE FROM $.runs WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM $.runs
                WHERE account = ? AND live = ? AND noted_at < clock_timestamp() - ? * interval '1 microsecond'
                ORDER BY noted_at LIMIT %d FOR UPDATE SKIP LOCKED))
            """.formatted(Database.BATCH);

    private final Database database;
    private final Namespace namespace;

    /** In the schema, of its account and mode. */
    public PostgresSyncLog(Postgres postgres) {
        this.database = postgres.database();
        this.namespace = postgres.namespace();
    }

    @Override
    public void record(RunReport report) {
        Sql step = query(RECORD)
                .text(Text.key(report.id()))
                .text(report.kind().toString())
                .text(report.state().toString())
                .time(report.startedAt())
                .text(ReportJson.write(report));
        database.each(Source.RUNS, "note run " + report.id(), step::change);
    }

    @Override
    public Optional<RunReport> find(String id) {
        return read("find run " + id, query(FIND).text(Text.key(id))).stream()
                .filter(report -> report.id().equals(id))
                .findFirst();
    }

    @Override
    public List<RunReport> latest(@Nullable RunKind kind, int limit) {
        String task = "list the latest " + Limits.require(limit, Limits.ENTRIES) + " runs";
        return kind == null
                ? read(task, query(LATEST).number(limit))
                : read(task, query(LATEST_OF_KIND).text(kind.toString()).number(limit));
    }

    /**
     * Deletes the reports of this account and mode that were noted last longer ago than this, five hundred at a time; each
     * such step is bounded by the timeout. To be called now and then, by any number of instances.
     *
     * @param age how long a report is kept after it was noted last; not negative
     * @return how many were deleted
     * @throws IllegalArgumentException if the age is negative
     * @throws SourceUnavailableException if the database is away; what was deleted until then stays deleted
     */
    public long prune(Duration age) {
        Times.requireAge(age);
        return database.clear(Source.RUNS, "prune runs", connection -> query(CLEAR)
                .length(age)
                .change(connection));
    }

    private List<RunReport> read(String task, Sql step) {
        return database
                .<List<Optional<RunReport>>>each(
                        Source.RUNS, task, connection -> step.all(connection, PostgresSyncLog::report))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<RunReport> report(ResultSet row) throws SQLException {
        return ReportJson.read(row.getString("report"));
    }

    private Sql query(String statement) {
        return new Sql(database.sql(statement)).in(namespace);
    }
}
