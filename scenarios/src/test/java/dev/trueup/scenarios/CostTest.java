package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the verbs cost, counted where it is paid: at Redis, at Clerk and at Stripe. */
class CostTest {

    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.start();
    private final RedisProcess server = RedisServer.start();
    private final House house = new House(server, "cost", clerk, stripe, TrueupListener.NONE);
    private final RedisClient admin = RedisClient.create(server.uri());
    private final StatefulRedisConnection<String, String> redis = admin.connect();
    private final UserId ann = new UserId("user_ann");
    private final CustomerId customer = new CustomerId("cus_ann");

    @BeforeEach
    void cacheOneCustomer() {
        clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
        stripe.createCustomer(it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
        stripe.createSubscription("cus_ann", it -> it.price("price_pro").status("active"));
        house.trueup.sync().refresh(ann);
        house.trueup.checker().check(ann); // opens every connection
        forgetTheCosts();
    }

    @AfterEach
    void close() {
        house.close();
        redis.close();
        admin.shutdown();
        server.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:C4")
    void aCheckCostsOneRedisCommandOneClerkCallAndTwoStripeCalls() {
        assertThat(house.trueup.checker().check(ann).isInSync()).isTrue();

        assertThat(redisCommands()).isEqualTo(1);
        assertThat(clerk.calls().count()).isEqualTo(1);
        assertThat(stripe.calls().count()).isEqualTo(2);
    }

    @Test
    @Tag("promise:C1")
    void aCheckWritesNothingAnywhere() {
        clerk.updateUser("user_ann", it -> it.email("ann@new.example"));
        stripe.deleteCustomer("cus_ann");

        assertThat(house.trueup.checker().check(ann).isInSync()).isFalse();
        assertThat(redisStatistics().keySet()).containsExactly("get");
        assertThat(stripe.calls().all()).extracting(Call::method).containsOnly("GET");
        assertThat(clerk.calls().all()).extracting(Call::method).containsOnly("GET");
    }

    @Test
    @Tag("promise:K3")
    void aLookUpByUserIsOneRedisCommand() {
        assertThat(house.cache.find(ann)).isPresent();

        assertThat(redisCommands()).isEqualTo(1);
        assertThat(stripe.calls().count()).isZero();
    }

    @Test
    @Tag("promise:R2")
    void aRefreshAfterASignalCostsTwoStripeCallsAndNoClerkCall() {
        assertThat(house.trueup.sync().refresh(customer).outcome()).isEqualTo(RefreshResult.Outcome.UPDATED);

        assertThat(stripe.calls().count()).isEqualTo(2);
        assertThat(clerk.calls().count()).isZero();
    }

    @Test
    void aProfileThatIsInStepCostsFiveStripeCallsAndTwoClerkCalls() {
        house.trueup.userSync().sync(ann);
        forgetTheCosts();

        assertThat(house.trueup.userSync().sync(ann).writes()).isZero();

        assertThat(stripe.calls().count()).isEqualTo(5);
        assertThat(clerk.calls().count()).isEqualTo(2);
    }

    @Test
    @Tag("promise:F7")
    void manySignalsWhileARefreshRunsMakeOneMore() throws Exception {
        Gate gate = stripe.faults().on("GET", "/v1/customers/cus_ann").hold();
        int signals = 20;
        ExecutorService pool = Executors.newFixedThreadPool(1 + signals);
        try {
            List<Future<RefreshResult>> running = new ArrayList<>();
            running.add(pool.submit(() -> house.trueup.sync().refresh(customer)));
            gate.awaitArrived(1);
            stripe.createSubscription("cus_ann", it -> it.id("sub_late").price("price_pro"));
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < signals; i++) {
                running.add(pool.submit(() -> {
                    synchronized (waiting) {
                        waiting.add(Thread.currentThread());
                    }
                    return house.trueup.sync().refresh(customer);
                }));
            }
            awaitAllParked(waiting, signals);
            gate.release();
            for (Future<RefreshResult> it : running) {
                it.get(20, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(stripe.calls().count("GET", "/v1/customers/cus_ann")).isEqualTo(2);
        assertThat(house.cache.find(ann).orElseThrow().customer().subscriptions())
                .contains("sub_late");
    }

    private static void awaitAllParked(List<Thread> threads, int number) {
        while (true) {
            synchronized (threads) {
                if (threads.size() == number
                        && threads.stream().allMatch(it -> it.getState() == Thread.State.TIMED_WAITING)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }

    private void forgetTheCosts() {
        redis.sync().configResetstat();
        stripe.calls().clear();
        clerk.calls().clear();
    }

    private long redisCommands() {
        return redisStatistics().values().stream().mapToLong(it -> it).sum();
    }

    /** Commands since the statistics were reset by name, this look at them and the reset left out. */
    private Map<String, Long> redisStatistics() {
        return Pattern.compile("cmdstat_(\\S+?):calls=(\\d+)")
                .matcher(redis.sync().info("commandstats"))
                .results()
                .filter(it -> !it.group(1).startsWith("config") && !it.group(1).equals("info"))
                .collect(Collectors.toMap(it -> it.group(1), it -> Long.parseLong(it.group(2))));
    }
}
