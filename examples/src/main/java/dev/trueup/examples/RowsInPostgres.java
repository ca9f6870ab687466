package dev.trueup.examples;

import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.insight.RevenueAnalytics;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.RevenueReport;
import dev.trueup.model.UserId;
import dev.trueup.postgres.Postgres;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.postgres.PostgresLeases;
import dev.trueup.postgres.PostgresRunJournal;
import dev.trueup.postgres.PostgresSyncLog;
import dev.trueup.postgres.PostgresWebhookDeduplicator;
import dev.trueup.postgres.PostgresWebhookEventLog;
import dev.trueup.spi.CustomerCache;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresServer;
import dev.trueup.webhook.WebhookReceiver;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;

/** Keeps customers, payments, events and runs in a real PostgreSQL, and reckons from its rows what is earned. */
public final class RowsInPostgres {

    private static final String SECRET = "whsec_rows";
    private static final UserId ANN = new UserId("user_ann");

    private RowsInPostgres() {}

    /** Runs the example. */
    public static void main(String... args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        DataSource dataSource = PostgresServer.shared().dataSource(); // an application has a pool
        String schema = "rows_" + UUID.randomUUID().toString().replace("-", "");
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start()) {
            populate(clerk, stripe);
            Postgres postgres = migrated(dataSource, schema);
            PostgresBillingStore store = new PostgresBillingStore(postgres);
            PostgresWebhookDeduplicator claims = new PostgresWebhookDeduplicator(postgres);
            try (Trueup trueup = wire(
                    postgres,
                    store,
                    claims,
                    MemoryCustomerCache.create(),
                    ClerkDirectory.builder(Services.clerk(clerk)).build(),
                    Services.stripe(stripe))) {
                load(trueup);
                revenue(store, out);
                out.println("Ann has paid:");
                pay(trueup, out);
                credit(trueup, claims, dataSource, schema, stripe, out);
            }
        }
    }

    private static Postgres migrated(DataSource dataSource, String schema) {
        // region postgres-migrate
        Postgres postgres = Postgres.builder(dataSource).schema(schema).build();
        postgres.migrate(); // on every instance; one of them does it
        // endregion
        return postgres;
    }

    private static Trueup wire(
            Postgres postgres,
            PostgresBillingStore store,
            PostgresWebhookDeduplicator claims,
            CustomerCache cache,
            ClerkDirectory users,
            StripeClient stripe) {
        // region postgres-wiring
        StripeDirectory billing = StripeDirectory.builder(stripe).build();

        Trueup trueup = Trueup.builder()
                .cache(cache)
                .users(users)
                .billing(billing)
                .store(store) // customers and subscriptions, by the read that feeds the cache
                .payments(billing.payments(), store) // charges, payment intents and invoices
                .deduplicator(claims)
                .eventLog(new PostgresWebhookEventLog(postgres))
                .pages(users.pages(), billing.pages())
                .leases(new PostgresLeases(postgres))
                .runs(new PostgresSyncLog(postgres), new PostgresRunJournal(postgres))
                .build();
        // endregion
        return trueup;
    }

    private static void load(Trueup trueup) throws InterruptedException {
        // region postgres-load
        trueup.bulk().rebuild().await(); // customers and subscriptions
        trueup.bulk().loadPayments().await(); // charges, payment intents and invoices
        // endregion
    }

    private static void revenue(PostgresBillingStore store, PrintStream out) {
        // region postgres-revenue
        RevenueReport report = new RevenueAnalytics(store, Clock.systemUTC()).report("eur");

        out.println("MRR " + report.total().mrr() + ", ARR " + report.total().arr());
        report.movements().forEach(it -> out.println("  " + it.customer() + ": " + it.kind() + " " + it.amount()));
        // endregion
    }

    private static void pay(Trueup trueup, PrintStream out) {
        // region postgres-payments
        PaymentHistory history = trueup.payments().recent(ANN, 10).orElseThrow();

        history.payments().forEach(it -> out.println("  " + it.kind() + " " + it.amount() + " " + it.status()));
        // endregion
    }

    private static void credit(
            Trueup trueup,
            PostgresWebhookDeduplicator deduplicator,
            DataSource dataSource,
            String schema,
            FakeStripe stripe,
            PrintStream out)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + schema + ".credits (event text)");
        }
        String insert = "INSERT INTO " + schema + ".credits VALUES (?)";
        StripeWebhookVerifier verifier = StripeWebhookVerifier.builder(SECRET).build();
        // region postgres-handler
        WebhookReceiver receiver = trueup.webhooks(verifier)
                .on("charge.succeeded", deduplicator.transactional((event, connection) -> {
                    try (PreparedStatement credit = connection.prepareStatement(insert)) {
                        credit.setString(1, event.key().id());
                        credit.executeUpdate();
                    }
                }));
        // endregion
        SignedWebhook event = SignedWebhooks.stripe(SECRET)
                .sign(stripe.events().all().stream()
                        .filter(it -> it.type().equals("charge.succeeded"))
                        .findFirst()
                        .orElseThrow());
        for (int delivery = 1; delivery <= 3; delivery++) {
            out.println("delivery " + delivery + ": "
                    + receiver.receive(event.toRequest()).status());
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + schema + ".credits")) {
            rows.next();
            out.println("credits: " + rows.getLong(1));
        }
    }

    private static void populate(FakeClerk clerk, FakeStripe stripe) {
        clerk.createUser(it -> it.id(ANN.value()).email("ann@example.com").firstName("Ann"));
        clerk.createUser(it -> it.id("user_bob").email("bob@example.com").firstName("Bob"));
        stripe.createPrice(
                it -> it.id("price_pro").amount(2_900).currency("eur").every("month", 1));
        stripe.createPrice(
                it -> it.id("price_year").amount(12_000).currency("eur").every("year", 1));
        stripe.createCustomer(it -> it.id("cus_ann").userId(ANN.value()));
        stripe.createCustomer(it -> it.id("cus_bob").userId("user_bob"));
        stripe.createSubscription("cus_ann", it -> it.price("price_pro").status("active"));
        stripe.createSubscription("cus_bob", it -> it.price("price_year").status("active"));
        stripe.payments().pay("cus_ann", 2_900, "eur");
    }
}
