package dev.trueup.postgres;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Lends connections of a schema's database, each for one piece of work that ends in time. Thread-safe. */
final class Database {

    /** The server broke two transactions that waited for each other, or found one that could not be put in order. */
    private static final String DEADLOCK = "40P01";

    private static final String NOT_SERIALIZABLE = "40001";
    private static final int TRIES = 3;

    private final DataSource dataSource;
    private final String schema;
    private final int timeoutMillis;

    Database(DataSource dataSource, String schema, Duration timeout) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    /** What is done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    String schema() {
        return schema;
    }

    /** The statement with the schema's name before each table, which is written as {@code $.table}. */
    String sql(String statement) {
        return statement.replace("$.", '"' + schema + "\".");
    }

    /**
     * Carries out work of which each statement stands for itself.
     *
     * @param source whose absence it is if it cannot be done
     * @param task what is done, in words and with ids only
     */
    <T> T each(Source source, String task, Work<T> work) {
        return lent(source, task, true, work);
    }

    /** Carries out work of which all is done or nothing. */
    <T> T atOnce(Source source, String task, Work<T> work) {
        return lent(source, task, false, connection -> {
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private <T> T lent(Source source, String task, boolean autoCommit, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = dataSource.getConnection()) {
                int timeoutBefore = connection.getNetworkTimeout();
                boolean commitBefore = connection.getAutoCommit();
                connection.setNetworkTimeout(Runnable::run, timeoutMillis);
                connection.setAutoCommit(autoCommit);
                T result = work.with(connection);
                connection.setAutoCommit(commitBefore);
                connection.setNetworkTimeout(Runnable::run, timeoutBefore);
                return result;
            } catch (SQLException e) {
                if (attempt == TRIES || !isLostRace(e)) {
                    throw unavailable(source, task, e);
                }
            }
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private static boolean isLostRace(SQLException e) {
        return DEADLOCK.equals(e.getSQLState()) || NOT_SERIALIZABLE.equals(e.getSQLState());
    }

    /** PostgreSQL quotes rows in its messages, so nothing but the code of an error goes further. */
    private static SourceUnavailableException unavailable(Source source, String task, SQLException e) {
        String state = e.getSQLState();
        return new SourceUnavailableException(
                source,
                "could not " + task + ": PostgreSQL "
                        + (state == null || state.startsWith("08") ? "cannot be reached" : "answered " + state),
                null);
    }
}
