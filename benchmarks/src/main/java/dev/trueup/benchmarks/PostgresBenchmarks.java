package dev.trueup.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.model.UserId;
import dev.trueup.postgres.Postgres;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import dev.trueup.testservers.PostgresProcess;
import dev.trueup.testservers.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Customers by pages into PostgreSQL, beside how fast Stripe's limits let them be read. */
final class PostgresBenchmarks {

    private static final int MANY = 100_000;
    private static final int PAGE = 100;

    /** Two pages, one of customers and one of subscriptions, each from an endpoint that allows 25 a second. */
    private static final int ALLOWED = 25 * PAGE;

    private PostgresBenchmarks() {}

    static void run() throws Exception {
        for (int threads : new int[] {1, 4}) {
            try (PostgresProcess server = PostgresServer.start();
                    HikariDataSource pool = pool(server, threads)) {
                Postgres postgres = Postgres.builder(pool).build();
                postgres.migrate();
                PostgresBillingStore store = new PostgresBillingStore(postgres);
                load(store, threads, 1, "first load");
                load(store, threads, 2, "the same again");
            }
        }
    }

    private static void load(PostgresBillingStore store, int threads, long ticket, String what) throws Exception {
        List<UserId> users = Customers.users(MANY);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        List<Future<?>> pages = new ArrayList<>();
        for (int from = 0; from < MANY; from += PAGE) {
            List<UserId> page = users.subList(from, from + PAGE);
            pages.add(executor.submit(() -> store.put(page.stream()
                    .map(it -> new Put(
                            new Ticket(it, Ticket.Scope.CACHE, "benchmark", ticket),
                            new Finding.Live(Customers.of(it))))
                    .toList())));
        }
        for (Future<?> page : pages) {
            page.get();
        }
        executor.shutdown();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "| G1 | %,d customers into PostgreSQL, %s, %d threads, customers/s | %,.0f (%.1f s) | Stripe's limits allow"
                        + " to read %,d | %.2f | ≥ 1 |%n",
                MANY,
                what,
                threads,
                MANY / seconds,
                seconds,
                ALLOWED,
                MANY / seconds / ALLOWED);
    }

    private static HikariDataSource pool(PostgresServer server, int threads) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setMaximumPoolSize(threads);
        return new HikariDataSource(config);
    }
}
