package dev.trueup.examples;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.contract.CustomerCacheContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

// region custom-adapter-test
/** The store of the example holds what every cache promises. */
class JdbcStoreTest extends CustomerCacheContract {

    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");

    @Override
    protected CustomerCache createCache(CacheSettings settings) throws SQLException {
        execute(JdbcStore.TABLE.replace("create table", "create table if not exists"));
        return CustomerCache.over(new JdbcStore(database), settings, TrueupListener.NONE);
    }

    @Override
    protected void loseEverything() throws SQLException {
        execute("truncate table trueup");
    }

    @Override
    protected void closeCaches() {
        database.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
// endregion
