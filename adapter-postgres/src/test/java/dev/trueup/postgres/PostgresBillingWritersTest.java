package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many writers of the same customers. */
class PostgresBillingWritersTest {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("trueup.test.writers-seconds", 10));
    private static final int WRITERS = 8;
    private static final List<Integer> CUSTOMERS =
            IntStream.range(0, 50).boxed().toList();

    private static BillingDatabase database;
    private PostgresBillingStore store;
    private ExecutorService threads;

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
        threads = Executors.newFixedThreadPool(WRITERS);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    @Tag("promise:D2")
    void writersOfTheSameCustomersNeverWaitForEachOtherInACircle() throws Exception {
        long deadlocks = deadlocks();
        AtomicLong tickets = new AtomicLong();
        AtomicInteger pages = new AtomicInteger();
        long end = System.nanoTime() + TIME.toNanos();
        Map<UserId, Long> highest = Collections.synchronizedMap(new HashMap<>());
        write(random -> {
            while (System.nanoTime() < end) {
                List<Integer> some = new ArrayList<>(CUSTOMERS);
                Collections.shuffle(some, random);
                List<Integer> page = some.subList(0, 1 + random.nextInt(CUSTOMERS.size()));
                long version = tickets.incrementAndGet();
                page.forEach(it -> highest.merge(Samples.user(it), version, Math::max));
                store.put(page.stream()
                        .map(it -> Samples.put(Samples.customer(it, version), version))
                        .toList());
                pages.incrementAndGet();
            }
        });

        assertThat(pages.get()).isGreaterThan(WRITERS);
        assertThat(deadlocks()).isEqualTo(deadlocks);
        assertThat(found()).isEqualTo(highest);
        assertSumsAreRight();
    }

    @Test
    @Tag("promise:D1")
    void aWriterThatIsKilledWritesItsPageAsAWholeOrNotAtAll() throws Exception {
        AtomicLong tickets = new AtomicLong();
        AtomicInteger killed = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(threads.submit(() -> {
                for (int page = 0; page < 60; page++) {
                    long version = tickets.incrementAndGet();
                    try {
                        store.put(CUSTOMERS.stream()
                                .map(it -> Samples.put(Samples.customer(it, version), version))
                                .toList());
                    } catch (SourceUnavailableException e) {
                        killed.incrementAndGet();
                    }
                }
                running.decrementAndGet();
            }));
        }
        while (running.get() > 0) {
            killOne();
            assertThat(found().values().stream().distinct()).hasSizeLessThanOrEqualTo(1);
        }
        for (Future<?> one : all) {
            one.get();
        }

        assertThat(killed.get()).isPositive();
        assertThat(found()).hasSize(CUSTOMERS.size());
        assertSumsAreRight();
    }

    private interface Writing {
        void with(Random random);
    }

    private void write(Writing writing) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(i);
            all.add(threads.submit(() -> writing.with(random)));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private Map<UserId, Long> found() {
        return store.findAll(CUSTOMERS.stream().map(Samples::user).toList()).values().stream()
                .collect(Collectors.toMap(CustomerSnapshot::userId, PostgresBillingWritersTest::version));
    }

    /** The version of a customer, of which all parts must be. */
    private static long version(CustomerSnapshot it) {
        long version = it.customer().updatedAt().getEpochSecond() - Samples.CREATED.getEpochSecond();
        Long amount = it.subscriptions().get(0).items().get(0).unitAmount();
        assertThat(amount).isEqualTo(version);
        return version;
    }

    private void assertSumsAreRight() {
        long versions = found().values().stream().mapToLong(it -> it).sum();
        Map<Movement.Kind, Long> moved = store.moved("eur", Instant.EPOCH);
        assertThat(store.totals().get(0).mrr()).isEqualTo(versions);
        assertThat(moved.values().stream().mapToLong(it -> it).sum()).isEqualTo(versions);
    }

    private static long deadlocks() throws SQLException {
        return ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    /** Ends one connection that is in the middle of a transaction on this schema's tables, if there is one. */
    private static void killOne() throws SQLException {
        ask("SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE query LIKE '%"
                + database.schema
                + "%' AND state <> 'idle' AND pid <> pg_backend_pid() AND query NOT LIKE 'SELECT%' ORDER BY random()"
                + " LIMIT 1) AS one");
    }

    private static long ask(String sql) throws SQLException {
        try (Connection connection = PostgresServer.shared().dataSource().getConnection()) {
            return new Sql(sql).all(connection, rows -> rows.getLong(1)).get(0);
        }
    }
}
