package dev.trueup.postgres;

import dev.trueup.spi.Namespace;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A schema of its own for the tests of the billing store, which may be busy for long. Thread-safe. */
final class BillingDatabase implements AutoCloseable {

    private final TestSchema own = TestSchema.create();
    final String schema = own.name();
    final DataSource pool = own.pool();

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
        own.execute(sql);
    }

    PostgresBillingStore emptyStore() throws SQLException {
        execute(
                "TRUNCATE $.customers, $.subscriptions, $.subscription_events, $.payments, $.invoices, $.payment_reads");
        return store();
    }

    @Override
    public void close() {
        own.close();
    }
}
