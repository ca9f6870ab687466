package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With a million subscriptions, of which one in ten still brings something in, and a million payments. */
@Tag("promise:D8")
class PostgresBillingPlansTest {

    private static BillingDatabase database;

    @BeforeAll
    static void fill() throws Exception {
        database = new BillingDatabase();
        List<String> tables = List.of("customers", "subscriptions", "subscription_events", "payments");
        for (String table : tables) {
            database.execute("ALTER TABLE $." + table + " SET UNLOGGED");
        }
        List<String> indexes = withoutIndexes();
        database.execute("""
                INSERT INTO $.customers (account, live, user_id, ticket, customer_id, present, payment_type,
                    payment_exp_month, payment_exp_year, created, updated_at)
                SELECT 'default', true, 'user_' || i, i, 'cus_' || i, true, 'card', 1 + i % 12, 2020 + i % 20, now(), now()
                FROM generate_series(1, 200000) AS i""");
        database.execute("""
                INSERT INTO $.subscriptions (account, live, subscription_id, user_id, customer_id, position, status,
                    type, cancel_at_period_end, collection_paused, trial_end, metadata, items, discounts, currency,
                    earning, mrr, created)
                SELECT 'default', true, 'sub_' || i, 'user_' || i % 200000, 'cus_' || i % 200000, 0,
                    CASE WHEN i % 10 = 0 THEN 'active' WHEN i % 100 = 1 THEN 'trialing' ELSE 'canceled' END,
                    'licensed', false, false, now() + i % 50 * interval '1 day', '{}', '[]', '[]', 'eur', i % 10 = 0,
                    CASE WHEN i % 10 = 0 THEN 1999 ELSE 0 END, now()
                FROM generate_series(1, 1000000) AS i""");
        database.execute("""
                INSERT INTO $.subscription_events (account, live, customer_id, kind, currency, amount, at)
                SELECT 'default', true, 'cus_' || i, 'new', 'eur', 1999, now() - i * interval '1 minute'
                FROM generate_series(1, 200000) AS i""");
        database.execute("""
                INSERT INTO $.payments (account, live, payment_id, kind, customer_id, amount, amount_refunded, currency,
                    status, created, ticket)
                SELECT 'default', true, 'ch_' || i, CASE WHEN i % 2 = 0 THEN 'charge' ELSE 'intent' END,
                    'cus_' || i % 200000, 1999, 0, 'eur', CASE WHEN i % 40 = 0 THEN 'failed' ELSE 'succeeded' END,
                    now() - i * interval '1 minute', 1
                FROM generate_series(1, 1000000) AS i""");
        for (String index : indexes) {
            database.execute(index);
        }
        for (String table : tables) {
            database.execute("VACUUM ANALYZE $." + table);
        }
    }

    /** Takes the indexes away, so that rows are filled in faster, and tells how they are made again. */
    private static List<String> withoutIndexes() throws Exception {
        try (Connection connection = database.pool.getConnection()) {
            String secondary = " FROM pg_indexes WHERE schemaname = ? AND indexname NOT LIKE '%_pkey'"
                    + " AND tablename IN ('customers', 'subscriptions', 'subscription_events', 'payments', 'invoices')";
            List<String> names = new Sql("SELECT indexname" + secondary)
                    .with(database.schema)
                    .all(connection, rows -> rows.getString(1));
            List<String> made = new Sql("SELECT indexdef" + secondary)
                    .with(database.schema)
                    .all(connection, rows -> rows.getString(1));
            for (String name : names) {
                database.execute("DROP INDEX $." + name);
            }
            return made;
        }
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
    }

    @Test
    void customersAreFoundByTheirUsers() throws Exception {
        assertThat(plan(CustomerRows.FIND, "default", true, new String[] {"user_7", "user_8"}))
                .contains("customers_pkey", "subscriptions_by_user");
    }

    @Test
    void usersAreListedInTheOrderOfTheirIndex() throws Exception {
        assertThat(plan(CustomerRows.USERS, "default", true, "user_7", 500))
                .contains("customers_pkey")
                .doesNotContain("Sort");
    }

    @Test
    void aPageIsLockedByIndexes() throws Exception {
        String[] none = {"x_1", "x_2"};
        assertThat(plan(CustomerRows.LOCK, "default", true, none, none, "default", true, none, "default", true))
                .contains("subscriptions_pkey", "customers_by_customer");
    }

    @Test
    void whatIsKnownOfAPageIsReadByIndexes() throws Exception {
        String[] none = {"x_1", "x_2"};
        assertThat(plan(SubscriptionRows.OF_USERS, none, "default", true, none, "default", true, none))
                .contains("subscriptions_pkey", "subscriptions_by_user");
    }

    @Test
    void aPageIsWrittenByIndexes() throws Exception {
        assertThat(plan(
                        CustomerPage.WRITE,
                        "default",
                        true,
                        "{\"customers\": [], \"subscriptions\": [], \"movements\": [], \"gone\": []}",
                        new String[] {"user_7"}))
                .contains("customers_pkey", "subscriptions_pkey");
    }

    @Test
    void totalsReadOnlyWhatBringsSomethingIn() throws Exception {
        assertThat(plan(RevenueRows.TOTALS, "default", true))
                .contains("subscriptions_earning")
                .doesNotContain("subscriptions_pkey", "subscriptions_by");
    }

    @Test
    void movementsAreReadInTheOrderOfTheirIndex() throws Exception {
        assertThat(plan(RevenueRows.MOVEMENTS, "default", true, "eur", 100))
                .contains("subscription_events_by_time")
                .doesNotContain("Sort");
        assertThat(plan(RevenueRows.MOVED, "default", true, "eur", days(-30)))
                .contains("Index Only Scan using subscription_events_by_time");
    }

    @Test
    void signsAreReadByIndexes() throws Exception {
        assertThat(plan(
                        RevenueRows.SIGNS,
                        "default",
                        true,
                        "eur",
                        days(-60),
                        days(-30),
                        days(0),
                        days(7),
                        2026 * 12L + 3))
                .contains(
                        "payments_of_charges", "subscriptions_earning", "subscriptions_in_trial", "customers_by_card");
    }

    @Test
    void paymentsOfACustomerAreReadInTheOrderOfTheirIndex() throws Exception {
        assertThat(plan(PaymentRows.FIND, "default", true, "cus_7", 100))
                .contains("payments_by_customer")
                .doesNotContain("Sort");
    }

    private static String days(int days) {
        return Instant.now().plus(Duration.ofDays(days)).toString();
    }

    private static String plan(String sql, Object... parameters) throws Exception {
        try (Connection connection = database.pool.getConnection()) {
            String plan = String.join(
                    "\n",
                    new Sql("EXPLAIN " + sql.replace("$.", database.schema + "."))
                            .with(parameters)
                            .all(connection, rows -> rows.getString(1)));
            assertThat(plan).doesNotContain("Seq Scan");
            return plan;
        }
    }
}
