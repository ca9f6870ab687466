package dev.trueup.examples;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.contract.WebhookDeduplicatorContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

// region custom-deduplicator-test
/** The same store, as a deduplicator, holds what every deduplicator promises. */
class JdbcClaimsTest extends WebhookDeduplicatorContract {

    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(JdbcStore.TABLE.replace("create table", "create table if not exists"));
        }
        return WebhookDeduplicator.over(new JdbcStore(database), settings);
    }

    @Override
    protected void closeDeduplicators() {
        database.dispose();
    }
}
// endregion
