package dev.trueup.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** A migrated schema of its own on the shared server, with a pool. Thread-safe. */
final class BillingDatabase implements AutoCloseable {

    final String schema = "billing_" + UUID.randomUUID().toString().replace("-", "");
    final HikariDataSource pool;

    BillingDatabase() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(PostgresServer.shared().dataSource());
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(1);
        pool = new HikariDataSource(config);
        postgres(pool, "default", true).migrate();
    }

    Postgres postgres(DataSource dataSource, String account, boolean live) {
        return Postgres.builder(dataSource)
                .schema(schema)
                .namespace(new Namespace("trueup", account, live))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    PostgresBillingStore store() {
        return new PostgresBillingStore(postgres(pool, "default", true));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("$.", schema + "."));
        }
    }

    PostgresBillingStore emptyStore() throws SQLException {
        execute(
                "TRUNCATE $.customers, $.subscriptions, $.subscription_events, $.payments, $.invoices, $.payment_reads");
        return store();
    }

    @Override
    public void close() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
        pool.close();
    }
}
