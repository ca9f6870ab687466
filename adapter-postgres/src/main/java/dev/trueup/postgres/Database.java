package dev.trueup.postgres;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Lends connections of a schema's database, each for one piece of work that ends in time. Thread-safe. */
final class Database {

    /** How many rows one statement that clears up deletes at most. */
    static final int BATCH = 500;

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

    /** What is done in a transaction by a host, whose errors are not ours. */
    interface HostWork {
        void with(Connection connection) throws Exception;
    }

    /** The same with another time to wait for each answer. */
    Database waiting(Duration other) {
        return new Database(dataSource, schema, other);
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
        return repeated(source, task, true, work);
    }

    /** Carries out work of which all is done or nothing. */
    <T> T atOnce(Source source, String task, Work<T> work) {
        return repeated(source, task, false, connection -> {
            T result = work.with(connection);
            connection.commit();
            return result;
        });
    }

    /** Deletes batch by batch, each statement for itself, until one finds fewer rows than a batch has. */
    long clear(Source source, String task, Work<Integer> batch) {
        long cleared = 0;
        while (true) {
            int deleted = each(source, task, batch);
            cleared += deleted;
            if (deleted < BATCH) {
                return cleared;
            }
        }
    }

    /**
     * Carries out a step of ours and then a host's work in one transaction, once.
     *
     * @throws Exception what the host's work threw, as it is; nothing of either is done then
     */
    void together(Source source, String task, Work<?> ours, HostWork hosts) throws Exception {
        Optional<Exception> failure = lent(source, task, connection -> {
            ours.with(connection);
            Optional<Exception> thrown = failure(hosts, connection);
            if (thrown.isEmpty()) {
                connection.commit();
            }
            return thrown;
        });
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Kept apart from what our own statements throw, which is told as the absence of the database. */
    private static Optional<Exception> failure(HostWork work, Connection connection) {
        try {
            work.with(connection);
            return Optional.empty();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return Optional.of(e);
        }
    }

    private <T> T repeated(Source source, String task, boolean autoCommit, Work<T> work) {
        long end = System.nanoTime() + timeoutMillis * 1_000_000L;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempted(autoCommit, work);
            } catch (SQLException e) {
                if (attempt == TRIES || !isLostRace(e) || System.nanoTime() > end) {
                    throw unavailable(source, task, e);
                }
            }
        }
    }

    private <T> T lent(Source source, String task, Work<T> work) {
        try {
            return attempted(false, work);
        } catch (SQLException e) {
            throw unavailable(source, task, e);
        }
    }

    private <T> T attempted(boolean autoCommit, Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            int timeoutBefore = connection.getNetworkTimeout();
            boolean commitBefore = connection.getAutoCommit();
            try {
                connection.setNetworkTimeout(Runnable::run, timeoutMillis);
                connection.setAutoCommit(autoCommit);
                return work.with(connection);
            } finally {
                restore(connection, !autoCommit, timeoutBefore, commitBefore);
            }
        }
    }

    /** A pool may throw what it likes when it can give none. */
    private Connection connection() throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (RuntimeException e) {
            throw new SQLException("no connection", "08001", e);
        }
    }

    /**
     * As it was lent, and without what was not committed, whatever was thrown: to switch to auto-commit would commit it.
     * What is broken stays as it is, and its pool will find out.
     */
    private static void restore(Connection connection, boolean rollBack, int timeout, boolean autoCommit) {
        try {
            if (connection.isClosed()) {
                return;
            }
            if (rollBack) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
            connection.setNetworkTimeout(Runnable::run, timeout);
        } catch (SQLException e) {
            // What it was used for is done or has failed already.
            return;
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
