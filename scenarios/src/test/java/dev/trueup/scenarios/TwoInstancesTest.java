package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two instances of an application, one Redis, slow reads in any order: the records end up true. */
class TwoInstancesTest {

    private static final Logger log = LoggerFactory.getLogger(TwoInstancesTest.class);
    private static final int CUSTOMERS = 20;
    private static final int CHANGES = 15;

    @Test
    @Tag("promise:F2")
    void everyRecordShowsTheLastChange() throws Exception {
        long seed = System.nanoTime();
        log.info("seed {}", seed);
        Random random = new Random(seed);
        String namespace = UUID.randomUUID().toString();
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                House one = new House(RedisServer.shared(), namespace, clerk, stripe, TrueupListener.NONE);
                House two = new House(RedisServer.shared(), namespace, clerk, stripe, TrueupListener.NONE)) {
            for (int i = 0; i < CUSTOMERS; i++) {
                String id = Integer.toString(i);
                clerk.createUser(it -> it.id("user_" + id).email(id + "@example.com"));
                stripe.createCustomer(
                        it -> it.id("cus_" + id).email(id + "@example.com").userId("user_" + id));
            }
            stripe.faults().on("GET", "/v1/").withProbability(0.1, seed).delay(Duration.ofMillis(40));
            change(stripe, List.of(one, two), random);

            stripe.faults().clear();
            List<SyncReport> wrong = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                SyncReport report = one.trueup.checker().check(new UserId("user_" + i));
                if (!report.isInSync()) {
                    wrong.add(report);
                }
            }
            assertThat(wrong).as("wrong records with seed " + seed).isEmpty();
        }
    }

    /** Changes customers and signals each change to one instance or both, a moment later and in any order. */
    private static void change(FakeStripe stripe, List<House> houses, Random random) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> signals = new ArrayList<>();
            for (int change = 0; change < CUSTOMERS * CHANGES; change++) {
                String customer = "cus_" + random.nextInt(CUSTOMERS);
                String existing = stripe.subscriptionIds(customer).stream()
                        .filter(it ->
                                !stripe.subscription(it).path("status").asText().equals("canceled"))
                        .findFirst()
                        .orElse(null);
                if (existing != null && random.nextInt(3) > 0) {
                    stripe.cancelSubscription(existing);
                } else {
                    stripe.createSubscription(
                            customer, it -> it.price("price_pro").status("active"));
                }
                for (House house : random.nextBoolean() ? houses : List.of(houses.get(random.nextInt(2)))) {
                    signals.add(pool.submit(() -> house.trueup.sync().refresh(new CustomerId(customer))));
                }
            }
            for (Future<?> it : signals) {
                it.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
