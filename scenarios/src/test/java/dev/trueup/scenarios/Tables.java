package dev.trueup.scenarios;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.postgres.Postgres;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables of an instance in PostgreSQL, behind a pool as hosts have it. Instances of other namespaces share them and
 * see other rows. Thread-safe.
 */
public final class Tables implements AutoCloseable {

    /** Few, so that there is waiting for them. */
    private static final int CONNECTIONS = 8;

    private final Namespace namespace;
    private final HikariDataSource pool;
    private final Postgres postgres;

    /**
     * Tables that need not be there yet, nor the server.
     *
     * @param namespace whose rows
     * @param timeout how long is waited for a connection and for each answer
     */
    public Tables(String jdbcUrl, Namespace namespace, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(timeout.toMillis());
        config.setValidationTimeout(timeout.toMillis());
        config.setInitializationFailTimeout(-1);
        this.namespace = namespace;
        this.pool = new HikariDataSource(config);
        this.postgres =
                Postgres.builder(pool).namespace(namespace).timeout(timeout).build();
    }

    /** What the adapters are made over. */
    public Postgres postgres() {
        return postgres;
    }

    /**
     * The first two columns of each row that a query finds, as text.
     *
     * @param query in which {@code $.} stands for the schema and a question mark for the account
     * @throws IllegalStateException if two rows begin alike
     */
    public Map<String, String> rows(String query) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = prepared(connection, query);
                ResultSet found = statement.executeQuery()) {
            Map<String, String> rows = new TreeMap<>();
            while (found.next()) {
                if (rows.put(found.getString(1), String.valueOf(found.getString(2))) != null) {
                    throw new IllegalStateException("twice: " + found.getString(1));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Carries out a statement.
     *
     * @param statement as in {@link #rows}
     * @return how many rows it concerned
     */
    public int execute(String statement) {
        try (Connection connection = pool.getConnection();
                PreparedStatement prepared = prepared(connection, statement)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.replace("$.", Postgres.DEFAULT_SCHEMA + "."));
        if (sql.contains("?")) {
            statement.setString(1, namespace.account());
        }
        return statement;
    }

    @Override
    public void close() {
        pool.close();
    }
}
