package dev.trueup.hostapp;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.hostapp.Settings.DatabaseAccess;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.postgres.Postgres;
import dev.trueup.postgres.PostgresLeases;
import dev.trueup.postgres.PostgresRunJournal;
import dev.trueup.postgres.PostgresSyncLog;
import dev.trueup.postgres.PostgresWebhookDeduplicator;
import dev.trueup.postgres.PostgresWebhookEventLog;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to PostgreSQL, and the schema, which is migrated as soon as the database answers and pruned
 * every hour. Thread-safe.
 */
final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final long SECONDS_BETWEEN = 2;

    /** The least that the pool takes. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final HikariDataSource pool;
    private final Postgres postgres;
    private final Duration retention;
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "database");
        thread.setDaemon(true);
        return thread;
    });

    private Database(HikariDataSource pool, Postgres postgres, Duration retention) {
        this.pool = pool;
        this.postgres = postgres;
        this.retention = retention;
    }

    /** Migrates if the database answers, and else goes on trying in a thread of its own. */
    static Database open(DatabaseAccess access, Namespace namespace) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(access.url());
        config.setPoolName("trueup");
        config.setMaximumPoolSize(access.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(connectionWait(access.timeout()).toMillis());
        config.setValidationTimeout(SHORTEST_WAIT.toMillis());
        config.setInitializationFailTimeout(-1); // a service starts while its database is away
        HikariDataSource pool = new HikariDataSource(config);
        Postgres postgres = Postgres.builder(pool)
                .schema(access.schema())
                .namespace(namespace)
                .timeout(access.timeout())
                .build();
        Database database = new Database(pool, postgres, access.retention());
        database.migrate();
        return database;
    }

    Postgres postgres() {
        return postgres;
    }

    @Override
    public void close() {
        chores.shutdownNow();
        pool.close();
    }

    /** As long as an answer at most; while the database is away everybody waits for this, who is asked for its health too. */
    private static Duration connectionWait(Duration timeout) {
        Duration most = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
        return most.compareTo(SHORTEST_WAIT) > 0 ? most : SHORTEST_WAIT;
    }

    private void migrate() {
        try {
            postgres.migrate();
            chores.scheduleWithFixedDelay(this::prune, 1, 1, TimeUnit.HOURS);
        } catch (SourceUnavailableException | IllegalStateException e) {
            log.error("the schema is not ready: {}", e.getMessage());
            if (!chores.isShutdown()) {
                chores.schedule(this::migrate, SECONDS_BETWEEN, TimeUnit.SECONDS);
            }
        }
    }

    /** Deletes what nobody looks at any more; every instance may do so. */
    private void prune() {
        try {
            new PostgresWebhookEventLog(postgres).prune(retention);
            new PostgresSyncLog(postgres).prune(retention);
            new PostgresRunJournal(postgres).prune();
            new PostgresWebhookDeduplicator(postgres).prune();
            new PostgresLeases(postgres).prune();
        } catch (SourceUnavailableException e) {
            log.warn("old rows stay for another hour: {}", e.getMessage());
        }
    }
}
