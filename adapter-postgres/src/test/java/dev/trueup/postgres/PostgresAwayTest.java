package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testservers.PostgresProcess;
import dev.trueup.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that does not answer, dies, comes back or is full: each call ends in time, by the name of its source. */
@Tag("promise:D7")
class PostgresAwayTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LIMIT = TIMEOUT.multipliedBy(12).dividedBy(10);
    private static final EventKey KEY = EventKey.of(Source.STRIPE, "evt_1");
    private static final int MAX_CONNECTIONS = 6;
    private static final List<Source> SOURCES = List.of(Source.CLAIMS, Source.EVENT_LOG, Source.RUNS, Source.LEASES);

    @SuppressWarnings("NullAway.Init")
    private static PostgresProcess server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(
                "max_connections = " + MAX_CONNECTIONS, "superuser_reserved_connections = 0", "max_wal_senders = 0");
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @AfterEach
    void runAgain() {
        server.restart();
    }

    @Test
    void aPausedDatabaseMakesNoCallLongerThanItsTimeout() throws SQLException {
        Postgres.builder(server.dataSource()).build().migrate();
        for (Source source : SOURCES) {
            try (Connection lent = server.dataSource().getConnection()) {
                server.pause();
                assertFailsInTime(source, call(source, new OneConnection(lent)));
            } finally {
                server.resume();
            }
        }
        assertAllWork();
    }

    @Test
    void aDatabaseThatDiedIsToldAtOnceAndUsedAgainWhenItIsBack() throws SQLException {
        Postgres.builder(server.dataSource()).build().migrate();
        for (Source source : SOURCES) {
            try (Connection lent = server.dataSource().getConnection()) {
                server.kill();
                assertFailsInTime(source, call(source, new OneConnection(lent)));
                assertFailsInTime(source, call(source, server.dataSource()));
            }
            server.restart();
        }
        assertAllWork();
    }

    @Test
    void aDatabaseThatIsFullIsToldAtOnce() throws SQLException {
        Postgres.builder(server.dataSource()).build().migrate();
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < MAX_CONNECTIONS) {
                taken.add(server.dataSource().getConnection());
            }
            SOURCES.forEach(source -> assertThat(assertFailsInTime(source, call(source, server.dataSource())))
                    .hasMessageEndingWith("PostgreSQL answered 53300"));
        } finally {
            for (Connection one : taken) {
                one.close();
            }
        }
    }

    @Test
    void aRowThatIsLockedMakesNoCallLongerThanItsTimeout() throws SQLException {
        Postgres postgres = Postgres.builder(server.dataSource()).build();
        postgres.migrate();
        new PostgresWebhookDeduplicator(postgres).claim(KEY, "a", "f");
        try (Connection lock = server.dataSource().getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("SELECT * FROM trueup.webhook_claims FOR UPDATE");
            try (Connection lent = server.dataSource().getConnection()) {
                assertFailsInTime(Source.CLAIMS, call(Source.CLAIMS, new OneConnection(lent)));
            }
        }
    }

    private static SourceUnavailableException assertFailsInTime(Source source, Call call) {
        long begun = System.nanoTime();
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, call::make);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("call of %s", source)
                .isLessThan(LIMIT);
        assertThat(failure).as("failure of %s", source).isNotNull();
        assertThat(failure.source()).isEqualTo(source);
        assertThat(failure.getCause()).isNull();
        assertThat(failure.getMessage()).doesNotContain("body-of-nobody");
        return failure;
    }

    private static void assertAllWork() {
        SOURCES.forEach(source -> call(source, server.dataSource()).make());
    }

    private interface Call {
        void make();
    }

    /** A call of the adapter of a source. */
    private static Call call(Source source, DataSource database) {
        Postgres postgres = Postgres.builder(database).timeout(TIMEOUT).build();
        return switch (source) {
            case CLAIMS -> () -> new PostgresWebhookDeduplicator(postgres).claim(KEY, "a", "body-of-nobody");
            case EVENT_LOG -> () -> new PostgresWebhookEventLog(postgres).find(WebhookEventLog.Query.LATEST);
            case RUNS -> () -> new PostgresRunJournal(postgres).append("run", new byte[] {1});
            case LEASES -> () -> new PostgresLeases(postgres).acquire("task", Duration.ofHours(1));
            default -> throw new IllegalArgumentException(source.toString());
        };
    }
}
