package dev.trueup.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** A schema that nobody else uses, migrated, behind a small pool; gone with all its rows when it is closed. */
final class TestSchema implements AutoCloseable {

    private static final int CONNECTIONS = 10;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");
    private final HikariDataSource pool;

    private TestSchema(String url, int connections) {
        pool = pool(url, connections);
    }

    /** On the server that all tests share. */
    static TestSchema create() {
        return create(PostgresServer.shared());
    }

    static TestSchema create(PostgresServer server) {
        TestSchema schema = unmigrated(server);
        schema.postgres().migrate();
        return schema;
    }

    /** Not created yet. */
    static TestSchema unmigrated(PostgresServer server) {
        return new TestSchema(server.jdbcUrl(), CONNECTIONS);
    }

    /** A pool as hosts have it: bounded, and nobody waits long for a connection. */
    static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(LONGEST_WAIT_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    String name() {
        return name;
    }

    DataSource pool() {
        return pool;
    }

    Postgres postgres() {
        return postgres(Namespace.DEFAULT);
    }

    Postgres postgres(Namespace namespace) {
        return builder().namespace(namespace).build();
    }

    Postgres.Builder builder() {
        return Postgres.builder(pool).schema(name);
    }

    /** Carries out a statement in which {@code $.} stands for the schema. */
    void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("$.", name + "."));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one value that a query answers, as text. */
    String ask(String query) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query.replace("$.", name + "."))) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
        } finally {
            pool.close();
        }
    }
}
