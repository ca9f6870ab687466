package dev.trueup.postgres;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A journal of runs in PostgreSQL. Thread-safe; nothing to close. An entry is written by one statement, and entries of one
 * run one after the other.
 *
 * <p>A run counts as forgotten {@link #KEEP_FOR} after its last entry. Its entries, which hold personal data, are deleted
 * when the next run begins or somebody calls {@link #prune}.
 */
public final class PostgresRunJournal implements RunJournal {

    /** How long a run is kept after its last entry. */
    public static final Duration KEEP_FOR = Duration.ofHours(2);

    private static final String APPEND = """
            WITH journal AS (
                INSERT INTO $.run_journals AS known (account, live, run, ends_at)
                VALUES (?, ?, ?, clock_timestamp() + ? * interval '1 microsecond')
                ON CONFLICT (account, live, run) DO UPDATE SET
                    number = CASE WHEN clock_timestamp() < known.ends_at THEN known.number ELSE excluded.number END,
                    ends_at = clock_timestamp() + ? * interval '1 microsecond'
                RETURNING number, xmax = 0 AS begun)
            , written AS (
                INSERT INTO $.run_journal_entries (account, live, journal, entry)
                SELECT ?, ?, number, ? FROM journal)
            SELECT begun FROM journal
            """;

    private static final String READ = """
            SELECT entry FROM $.run_journals AS run JOIN $.run_journal_entries AS written
                ON (written.account, written.live, written.journal) = (run.account, run.live, run.number)
            WHERE run.account = ? AND run.live = ? AND run.run = ? AND clock_timestamp() < run.ends_at
            ORDER BY written.place OFFSET ? LIMIT ?
            """;

    private static final String FORGET = "DELETE FROM $.run_journals WHERE account = ? AND live = ? AND run = ?";

    private static final String FORGET_ENDED =
            "DELETE FROM $.run_journals WHERE account = ? AND live = ? AND ends_at <= clock_timestamp()";

    private static final String CLEAR = """
            DELETE FROM $.run_journal_entries WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM $.run_journal_entries AS written
                WHERE account = ? AND live = ?
                    AND NOT EXISTS (SELECT FROM $.run_journals WHERE number = written.journal)
                LIMIT %d FOR UPDATE SKIP LOCKED))
            """.formatted(Database.BATCH);

    private final Database database;
    private final Namespace namespace;
    private final Duration keepFor;

    /** In the schema, of its account and mode. */
    public PostgresRunJournal(Postgres postgres) {
        this(postgres, KEEP_FOR);
    }

    PostgresRunJournal(Postgres postgres, Duration keepFor) {
        this.database = postgres.database();
        this.namespace = postgres.namespace();
        this.keepFor = keepFor;
    }

    @Override
    public void append(String run, byte[] entry) {
        Sql step = query(APPEND)
                .text(Text.key(run))
                .length(keepFor)
                .length(keepFor)
                .in(namespace)
                .bytes(entry);
        Optional<Boolean> begun = database.each(
                Source.RUNS,
                "write to the journal of run " + run,
                connection -> step.one(connection, row -> row.getBoolean("begun")));
        if (begun.orElse(false)) {
            prune();
        }
    }

    @Override
    public List<byte[]> read(String run, int from, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        if (from < 0) {
            throw new IllegalArgumentException("from must not be negative but is " + from);
        }
        Sql step = query(READ).text(Text.key(run)).number(from).number(limit);
        return database.each(
                Source.RUNS,
                "read the journal of run " + run,
                connection -> step.all(connection, row -> row.getBytes("entry")));
    }

    /** {@inheritDoc} When this fails the run is forgotten or not; what is left of it goes with the next {@link #prune}. */
    @Override
    public void delete(String run) {
        database.each(
                Source.RUNS, "forget the journal of run " + run, query(FORGET).text(Text.key(run))::change);
        clear();
    }

    /**
     * Deletes what is left of the runs of this account and mode that are forgotten, five hundred entries at a time; each
     * such step is bounded by the timeout.
     *
     * @return how many entries were deleted
     * @throws SourceUnavailableException if the database is away; what was deleted until then stays deleted
     */
    public long prune() {
        database.each(Source.RUNS, "prune journals", query(FORGET_ENDED)::change);
        return clear();
    }

    private long clear() {
        return database.clear(
                Source.RUNS, "prune journals", connection -> query(CLEAR).change(connection));
    }

    private Sql query(String statement) {
        return new Sql(database.sql(statement)).in(namespace);
    }
}
