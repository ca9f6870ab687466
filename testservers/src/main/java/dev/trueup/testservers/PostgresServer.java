package dev.trueup.testservers;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL that tests may talk to. Thread-safe.
 *
 * <p>{@link #shared()} is for tests that only need a PostgreSQL. Tests that break one {@link #start} their own, which is
 * always a local process, because faults need signals and a port that survives a restart.
 */
public interface PostgresServer extends TestServer {
    /**
     * Names the server to use instead of one of our own, as a JDBC URL of a superuser, for instance
     * {@code jdbc:postgresql://127.0.0.1:5432/postgres?user=postgres&password=secret}.
     */
    String URL_VARIABLE = "TRUEUP_TEST_POSTGRES_URL";

    /**
     * The one server that all tests of this JVM share, started by the first call and stopped at the end of the JVM.
     * Tests keep apart by schemas of their own.
     *
     * @throws IllegalStateException when no PostgreSQL can be found, or the one named by {@value #URL_VARIABLE} does not
     *     answer
     */
    static PostgresServer shared() {
        return SharedPostgres.SERVER.get();
    }

    /**
     * Starts an empty server of the caller's own. What was committed survives its process, but not its machine.
     *
     * @param settings lines of a {@code postgresql.conf}, such as {@code max_connections = 10}; they win over the
     *     defaults
     */
    static PostgresProcess start(String... settings) {
        return PostgresProcess.start(settings);
    }

    /** The address, with everything that is needed to connect as a superuser. */
    String jdbcUrl();

    /** Opens a connection of its own each time. */
    default DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl());
        return source;
    }
}
