package dev.trueup.postgres;

import dev.trueup.model.Lease;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases in PostgreSQL. Every step is one statement on one row, and the time is the database's own. Thread-safe; nothing
 * to close. A lease that was taken without its answer having come ends by itself.
 */
public final class PostgresLeases implements Leases {

    private static final String ACQUIRE = """
            INSERT INTO $.leases AS held (account, live, task, owner, ends_at)
            VALUES (?, ?, ?, ?, clock_timestamp() + ? * interval '1 microsecond')
            ON CONFLICT (account, live, task) DO UPDATE
            SET owner = excluded.owner, ends_at = clock_timestamp() + ? * interval '1 microsecond'
            WHERE held.ends_at <= clock_timestamp()
            """;

    private static final String RENEW = """
            UPDATE $.leases SET ends_at = clock_timestamp() + ? * interval '1 microsecond'
            WHERE account = ? AND live = ? AND task = ? AND owner = ? AND clock_timestamp() < ends_at
            """;

    private static final String RELEASE =
            "DELETE FROM $.leases WHERE account = ? AND live = ? AND task = ? AND owner = ?";

    private static final String CLEAR = """
            DELETE FROM $.leases WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM $.leases WHERE account = ? AND live = ? AND ends_at <= clock_timestamp()
                ORDER BY ends_at LIMIT %d FOR UPDATE SKIP LOCKED))
            """.formatted(Database.BATCH);

    private final Database database;
    private final Namespace namespace;

    /** In the schema, of its account and mode. */
    public PostgresLeases(Postgres postgres) {
        this.database = postgres.database();
        this.namespace = postgres.namespace();
    }

    @Override
    public Optional<Lease> acquire(String task, Duration length) {
        Lease asked = new Lease(task, UUID.randomUUID().toString());
        Sql step = query(ACQUIRE)
                .in(namespace)
                .text(Text.key(task))
                .text(asked.owner())
                .length(Leases.requireLength(length))
                .length(length);
        return change("acquire", asked, step) ? Optional.of(asked) : Optional.empty();
    }

    @Override
    public boolean renew(Lease lease, Duration length) {
        Sql step = query(RENEW)
                .length(Leases.requireLength(length))
                .in(namespace)
                .text(Text.key(lease.task()))
                .text(Text.key(lease.owner()));
        return change("renew", lease, step);
    }

    @Override
    public void release(Lease lease) {
        change(
                "release",
                lease,
                query(RELEASE).in(namespace).text(Text.key(lease.task())).text(Text.key(lease.owner())));
    }

    /**
     * Deletes the leases of this account and mode that are over, which count as none already, five hundred at a time.
     * Only those that nobody gave back are left to it.
     *
     * @return how many were deleted
     * @throws SourceUnavailableException if the database is away; what was deleted until then stays deleted
     */
    public long prune() {
        return database.clear(Source.LEASES, "prune leases", connection -> query(CLEAR)
                .in(namespace)
                .change(connection));
    }

    private boolean change(String verb, Lease lease, Sql step) {
        return database.each(Source.LEASES, verb + " " + lease, connection -> step.change(connection) == 1);
    }

    private Sql query(String statement) {
        return new Sql(database.sql(statement));
    }
}
