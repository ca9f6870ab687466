package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcConnectionPool;

/** A store of one's own: customers and the claims of events in a table, by way of {@link JdbcStore}. */
public final class CustomAdapter {

    private CustomAdapter() {}

    /** Runs the example. */
    public static void main(String... args) throws SQLException {
        run(System.out);
    }

    static void run(PrintStream out) throws SQLException {
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:customers", "", "");
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                Connection connection = database.getConnection()) {
            connection.createStatement().execute(JdbcStore.TABLE);
            stripe.createCustomer(
                    it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
            clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
            // region custom-adapter-wiring
            CustomerCache cache =
                    CustomerCache.over(new JdbcStore(database), CacheSettings.DEFAULT, TrueupListener.NONE);
            // endregion
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(Services.users(clerk))
                    .billing(Services.billing(stripe))
                    .build();

            trueup.sync().refresh(new UserId("user_ann"));
            out.println("found in the table: "
                    + cache.findCustomerId(new UserId("user_ann")).orElseThrow());
            // region custom-deduplicator
            WebhookDeduplicator deduplicator = WebhookDeduplicator.over(new JdbcStore(database), ClaimSettings.DEFAULT);
            // endregion
            EventKey event = EventKey.of(Source.STRIPE, "evt_1");
            out.println("claimed in the table: "
                    + (deduplicator.claim(event, "worker-1", "body-1") instanceof ClaimResult.Claimed));
            trueup.close();
        } finally {
            database.dispose();
        }
    }
}
