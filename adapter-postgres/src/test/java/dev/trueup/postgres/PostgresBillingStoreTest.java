package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.Put;
import dev.trueup.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBillingStoreTest {

    private static BillingDatabase database;
    private PostgresBillingStore store;

    @BeforeAll
    static void open() {
        database = new BillingDatabase();
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
    }

    @BeforeEach
    void empty() throws Exception {
        store = database.emptyStore();
    }

    @Test
    @Tag("promise:D1")
    void aPageOf100CustomersTakesThreeStatements() {
        CountedStatements counted = new CountedStatements(database.pool);
        PostgresBillingStore counting =
                new PostgresBillingStore(database.postgres(counted.dataSource(), "default", true));

        counting.put(Samples.page(0, 100, 1));
        assertThat(counted.executed()).isEqualTo(3);
        counting.put(Samples.page(0, 100, 2));
        assertThat(counted.executed()).isEqualTo(3);
        counting.findAll(IntStream.range(0, 100).mapToObj(Samples::user).toList());
        assertThat(counted.executed()).isEqualTo(1);
    }

    @Test
    void aPageOf100PaymentsTakesOneStatement() {
        CountedStatements counted = new CountedStatements(database.pool);
        PostgresBillingStore counting =
                new PostgresBillingStore(database.postgres(counted.dataSource(), "default", true));
        List<PaymentData> page = IntStream.range(0, 100)
                .mapToObj(it -> payment("ch_" + it, null))
                .toList();

        counting.put(1, page, List.of());

        assertThat(counted.executed()).isEqualTo(1);
    }

    @Test
    void aRepetitionWritesNoSubscriptionAgain() throws Exception {
        store.put(Samples.page(0, 10, 1));
        List<String> before = rowVersions();

        store.put(Samples.page(0, 10, 1));

        assertThat(rowVersions()).hasSize(10).isEqualTo(before);
    }

    private static List<String> rowVersions() throws Exception {
        try (Connection connection = database.pool.getConnection()) {
            return new Sql("SELECT xmin::text || ctid::text FROM " + database.schema
                            + ".subscriptions ORDER BY subscription_id")
                    .all(connection, rows -> rows.getString(1));
        }
    }

    @Test
    @Tag("promise:D3")
    void accountsAndModesInOneSchemaNeverSeeEachOther() {
        List<PostgresBillingStore> stores = List.of(
                new PostgresBillingStore(database.postgres(database.pool, "one", true)),
                new PostgresBillingStore(database.postgres(database.pool, "one", false)),
                new PostgresBillingStore(database.postgres(database.pool, "two", true)));
        for (int i = 0; i < stores.size(); i++) {
            PostgresBillingStore its = stores.get(i);
            assertThat(its.find(Samples.user(1))).isEmpty();
            assertThat(its.totals()).isEmpty();
            assertThat(its.find(new CustomerId("cus_1"), 10)).isEmpty();
            long version = 10 - i;
            its.put(List.of(Samples.put(Samples.customer(1, version), version)));
            its.put(
                    version,
                    new PaymentHistory(new CustomerId("cus_1"), List.of(payment("ch_1", "code_" + i)), List.of()));
        }
        for (int i = 0; i < stores.size(); i++) {
            PostgresBillingStore its = stores.get(i);
            assertThat(its.find(Samples.user(1))).contains(Samples.customer(1, 10 - i));
            assertThat(its.totals().get(0).mrr()).isEqualTo(10 - i);
            assertThat(its.moved("eur", Instant.EPOCH)).isEqualTo(Map.of(Movement.Kind.NEW, 10L - i));
            assertThat(its.signs("eur", Samples.CREATED).charges()).isEqualTo(1);
            assertThat(its.find(new CustomerId("cus_1"), 10).orElseThrow().payments())
                    .containsExactly(payment("ch_1", "code_" + i));
        }
        stores.get(0).put(List.of(new Put(Samples.ticket(Samples.user(1), 99), Finding.nothing())));
        assertThat(stores.get(1).find(Samples.user(1))).isPresent();
    }

    @Test
    @Tag("promise:D5")
    void textThatPostgresqlRefusesIsKeptWithReplacements() {
        String bad = "a\u0000b\ud800c\udc00";
        String kept = "a\ufffdb\ufffdc\ufffd";
        CustomerSnapshot told = Samples.customer(Samples.user(1), "cus_1", "sub_1", 5, Map.of("k" + bad, bad));
        StripeCustomerData it = told.customer();
        CustomerSnapshot named = new CustomerSnapshot(
                new StripeCustomerData(
                        it.stripeCustomerId(),
                        bad,
                        it.userId(),
                        bad,
                        it.subscriptions(),
                        bad,
                        it.created(),
                        it.updatedAt()),
                told.subscriptions(),
                told.payment());

        store.put(List.of(Samples.put(named, 1)));
        store.put(List.of(Samples.put(named, 2)));
        store.put(1, new PaymentHistory(new CustomerId("cus_1"), List.of(payment("ch_1", bad)), List.of()));

        CustomerSnapshot found = store.find(Samples.user(1)).orElseThrow();
        assertThat(found.customer().name()).isEqualTo(kept);
        assertThat(found.customer().email()).isEqualTo(kept);
        assertThat(found.subscriptions().get(0).terms().metadata()).isEqualTo(Map.of("k" + kept, kept));
        assertThat(store.movements("eur", 10)).hasSize(1);
        assertThat(store.find(new CustomerId("cus_1"), 1).orElseThrow().payments())
                .containsExactly(payment("ch_1", kept));
    }

    @Test
    void timesOutOfRangeAreKeptAsTheNearestThatCanBe() {
        StripeCustomerData it = Samples.customer(1, 1).customer();
        CustomerSnapshot odd = new CustomerSnapshot(
                new StripeCustomerData(
                        it.stripeCustomerId(), null, it.userId(), null, List.of(), null, Instant.MIN, Instant.MAX),
                List.of(),
                null);

        store.put(List.of(Samples.put(odd, 1)));

        StripeCustomerData found = store.find(Samples.user(1)).orElseThrow().customer();
        assertThat(found.created()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(found.updatedAt()).isEqualTo("9999-12-31T23:59:59.999999Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customers SET created = NULL",
                "customers SET updated_at = 'infinity'",
                "customers SET customer_id = NULL",
                "customers SET customer_id = ''",
                "customers SET customer_id = repeat('x', 300)",
                "subscriptions SET items = '7', discounts = 'null', metadata = '[]'",
                "subscriptions SET items = '[{\"pricing\": {\"package_size\": -1}}]'",
                "subscriptions SET items = '[{\"pricing\": {\"tiers\": [{\"unit_amount\": 1e9999}]}}]'",
                "subscriptions SET items = '[{\"interval\": \"month\", \"interval_count\": 0}]'",
                "subscriptions SET discounts = '[{\"end\": \"tomorrow\"}]'",
                "subscriptions SET discounts = '[[]]', metadata = '{\"a\": [{}]}'",
                "subscriptions SET customer_id = ''",
                "subscriptions SET status = ''",
                "subscriptions SET created = '-infinity'"
            })
    @Tag("promise:D5")
    void aRowThatSomebodyHasSpoiltHidesNoOtherAndIsMendedByTheNextPut(String spoilt) throws Exception {
        List<UserId> users = List.of(Samples.user(0), Samples.user(1));
        store.put(Samples.page(0, 2, 1));
        database.execute("UPDATE $." + spoilt + " WHERE user_id = '" + Samples.user(0) + "'");

        assertThat(store.findAll(users)).containsEntry(Samples.user(1), Samples.customer(1, 1));
        assertThat(store.users(null, 10)).containsExactlyElementsOf(users);
        store.put(Samples.page(0, 2, 2));

        assertThat(store.findAll(users))
                .isEqualTo(Map.of(users.get(0), Samples.customer(0, 2), users.get(1), Samples.customer(1, 2)));
        store.put(List.of(new Put(Samples.ticket(Samples.user(0), 3), Finding.nothing())));
        assertThat(store.totals())
                .containsExactly(new RevenueTotal("eur", store.totals().get(0).mrr(), 1, 1));
    }

    @Test
    @Tag("promise:D5")
    void aSpoiltSubscriptionThatIsNotToldAnyMoreGoes() throws Exception {
        store.put(Samples.page(0, 1, 1));
        database.execute("UPDATE $.subscriptions SET discounts = '[{\"end\": \"tomorrow\"}]'");

        store.put(List.of(new Put(Samples.ticket(Samples.user(0), 2), Finding.nothing())));

        assertThat(store.totals()).isEmpty();
    }

    @Test
    @Tag("promise:D5")
    void revenueThatWasReckonedOtherwiseIsReckonedAgain() throws Exception {
        store.put(Samples.page(0, 2, 5));
        database.execute("UPDATE $.subscriptions SET mrr = 7, earning = false, currency = NULL WHERE user_id = '"
                + Samples.user(0) + "'");

        store.put(Samples.page(0, 2, 5));

        assertThat(store.totals()).containsExactly(new RevenueTotal("eur", 10, 2, 2));
    }

    @Test
    @Tag("promise:D5")
    void aPageOfSpoiltIdsIsNotTheEndOfTheUsers() throws Exception {
        store.put(Samples.page(0, 6, 1));
        database.execute("UPDATE $.customers SET user_id = repeat(' ', 1 + right(user_id, 1)::int) WHERE user_id < '"
                + Samples.user(4) + "'");

        assertThat(store.users(null, 2)).containsExactly(Samples.user(4), Samples.user(5));
        assertThat(store.users(Samples.user(5), 2)).isEmpty();
    }

    @Test
    @Tag("promise:D5")
    void spoiltPaymentsHideNoOthers() throws Exception {
        store.put(
                1,
                new PaymentHistory(
                        new CustomerId("cus_1"), List.of(payment("ch_1", null), payment("ch_2", null)), List.of()));
        database.execute("UPDATE $.payments SET created = 'infinity', status = '' WHERE payment_id = 'ch_1'");

        assertThat(store.find(new CustomerId("cus_1"), 10).orElseThrow().payments())
                .contains(payment("ch_2", null));
    }

    @Test
    void aRowOfAUserWhoIsGoneHoldsIdsOnly() throws Exception {
        store.put(Samples.page(1, 2, 1));
        store.put(List.of(new Put(Samples.ticket(Samples.user(1), 2), Finding.nothing())));

        try (Connection connection = database.pool.getConnection()) {
            List<String> rows = new Sql("SELECT c::text FROM " + database.schema + ".customers c")
                    .all(connection, it -> it.getString(1));
            assertThat(rows).containsExactly("(default,t,user_0000001,2,cus_0000001,f,,,,,,,,,,)");
        }
    }

    @Test
    @Tag("promise:D6")
    void aRoleThatMayOnlyReadAndWriteRowsIsEnough() throws Exception {
        String role = "role_" + database.schema;
        database.execute("CREATE ROLE " + role);
        database.execute("GRANT USAGE ON SCHEMA " + database.schema + " TO " + role);
        database.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + database.schema + " TO " + role);
        database.execute("GRANT USAGE ON SEQUENCE $.payment_tickets TO " + role);
        try (Connection connection = PostgresServer.shared().dataSource().getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET ROLE " + role);
            }
            PostgresBillingStore its = new PostgresBillingStore(
                    database.postgres(new LentConnection(connection).dataSource(), "default", true));
            its.put(Samples.page(0, 2, 1));
            its.put(List.of(new Put(Samples.ticket(Samples.user(1), 2), Finding.nothing())));
            its.put(
                    its.ticket(),
                    new PaymentHistory(new CustomerId("cus_1"), List.of(payment("ch_1", null)), List.of()));
            assertThat(its.find(new CustomerId("cus_1"), 1)).isPresent();
            assertThat(its.findAll(List.of(Samples.user(0), Samples.user(1)))).hasSize(1);
            assertThat(its.totals()).hasSize(1);
            assertThat(its.movements("eur", 10)).hasSize(3);
            assertThat(its.signs("eur", Samples.CREATED).largestMrr()).isEqualTo(1);
        }
        database.execute("DROP OWNED BY " + role);
        database.execute("DROP ROLE " + role);
    }

    @Test
    @Tag("promise:R6")
    void concurrentReadersOfPaymentsEndWithTheLatest() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Thread one = new Thread(() -> {
                for (int i = 0; i < 25; i++) {
                    long ticket = store.ticket();
                    store.put(ticket, List.of(payment("ch_1", "" + ticket), payment("ch_2", "" + ticket)), List.of());
                }
            });
            one.start();
            threads.add(one);
        }
        for (Thread one : threads) {
            one.join();
        }
        long last = store.ticket();
        store.put(0, new PaymentHistory(new CustomerId("cus_1"), List.of(), List.of()));

        assertThat(store.find(new CustomerId("cus_1"), 10).orElseThrow().payments())
                .containsExactly(payment("ch_1", "" + (last - 1)), payment("ch_2", "" + (last - 1)));
    }

    private static PaymentData payment(String id, @Nullable String failureCode) {
        return new PaymentData(
                id,
                PaymentData.Kind.CHARGE,
                new CustomerId("cus_1"),
                null,
                100,
                0,
                "eur",
                "failed",
                failureCode,
                Samples.CREATED);
    }
}
