package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.BulkRun;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.testkit.DeliveryPlan;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Customers come, change and go while a rebuild is at work that is killed once, Stripe and Clerk fail in every way, and
 * webhooks arrive late and in any order. {@code -Dtrueup.rebuild.seed} repeats the choices of a run, though not its
 * timing.
 */
class RebuildUnderFireTest {

    private static final int SIZE = 3_000;

    /** What may have to be delivered before there is another change. */
    private static final int CROWD = 100;

    private static final int LEAST_CHANGES = 200;
    private static final int MOST_CHANGES = 1_500;
    private static final Duration BREATH = Duration.ofMillis(10);

    private final long seed = Long.getLong("trueup.rebuild.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final Population population = Population.of(clerk, stripe, SIZE);
    private int users = SIZE;
    private int changes;

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @ParameterizedTest
    @EnumSource(value = Keeping.class, names = "POSTGRES")
    @Timeout(300)
    @Tag("promise:B4")
    @Tag("promise:D9")
    void nobodysRecordIsWrongInTheEnd(Keeping keeping) throws InterruptedException {
        System.out.println("rebuild under fire, -Dtrueup.rebuild.seed=" + seed);
        long start = System.nanoTime();
        Place place = keeping.place(clerk, stripe);
        DeliveryPlan plan = DeliveryPlan.chaos(seed)
                .copies(2)
                .window(24)
                .delay(Duration.ofMillis(50))
                .concurrency(8);
        try (House house = new House(
                        place,
                        Fittings.DEFAULT
                                .withBulk(RunProcess.SETTINGS)
                                .withTimeout(Duration.ofSeconds(1))
                                .withCacheTimeout(Duration.ofSeconds(2))
                                .withClaims(Duration.ofSeconds(2)));
                Inbox inbox = new Inbox(house);
                WebhookDeliverer ofStripe = inbox.ofStripe(plan);
                WebhookDeliverer ofClerk = inbox.ofClerk(plan)) {
            // Of a user who is deleted before there is a record nothing can be remembered.
            assertThat(house.trueup.bulk().rebuild().await().state()).isEqualTo(RunState.SUCCEEDED);
            // Nobody tells of these, so that every record is wrong unless the rebuild writes it.
            for (int i = 0; i < SIZE; i++) {
                stripe.updateSubscription(Population.subscription(i), it -> it.status("trialing"));
            }
            stripe.events().listen(ofStripe::send);
            clerk.events().listen(ofClerk::send);
            breakDown(stripe.faults());
            breakDown(clerk.faults());
            try (RunProcess process = new RunProcess(place, RunKind.REBUILD)) {
                process.await(RunProcess.NOTED, 1 + random.nextInt(20));
                change();
                process.kill();
            }
            RunReport report = changeUntilTheEndOf(house.trueup.bulk().resume(RunKind.REBUILD), ofStripe);
            stripe.faults().clear();
            clerk.faults().clear();
            // Clerk's first, because they may change something at Stripe.
            assertThat(ofClerk.finish().allAccepted()).as(seeded("accepted")).isTrue();
            assertThat(ofStripe.finish().allAccepted()).as(seeded("accepted")).isTrue();

            Map<String, String> wrong = Truth.wrong(
                    stripe,
                    clerk,
                    house.cache::findAll,
                    IntStream.range(0, users).mapToObj(Population::user).collect(Collectors.toSet()));
            StoredRows rows = place.rows(stripe, clerk);
            System.out.printf(
                    "%s, %d customers, %d changes in %.1f s: %d wrong, %d rows, %d wrong, %s%n",
                    keeping,
                    users,
                    changes,
                    (System.nanoTime() - start) / 1e9,
                    wrong.size(),
                    rows.compared(),
                    rows.wrong().size(),
                    report.counts());
            assertThat(report.state()).as(seeded(report.toString())).isEqualTo(RunState.SUCCEEDED);
            assertThat(wrong).as(seeded("wrong records")).isEmpty();
            assertThat(rows.wrong()).as(seeded("wrong rows")).isEmpty();
            assertThat(report.counts().written()).as(seeded("written")).isGreaterThan(SIZE / 2);
        }
    }

    private void breakDown(Faults faults) {
        faults.on("GET", "/v1/").withProbability(0.08, seed).answer(500);
        faults.on("GET", "/v1/").withProbability(0.04, seed + 1).cutBody();
        faults.on("GET", "/v1/").withProbability(0.04, seed + 2).cutLine();
        faults.on("GET", "/v1/").withProbability(0.02, seed + 3).delayAnswer(Duration.ofMillis(1_500));
    }

    private RunReport changeUntilTheEndOf(BulkRun run, WebhookDeliverer deliverer) throws InterruptedException {
        while (changes < LEAST_CHANGES
                || (changes < MOST_CHANGES && run.await(BREATH).isEmpty())) {
            if (deliverer.report().notAccepted().size() < CROWD) {
                change();
            } else {
                run.await(BREATH);
            }
        }
        return run.await();
    }

    private void change() {
        clock.set(Instant.now());
        changes++;
        int one = random.nextInt(users);
        int dice = random.nextInt(100);
        if (dice < 10) {
            population.create(users++, Instant.now());
        } else if (stripe.customer(Population.customer(one)).path("deleted").asBoolean()) {
            return;
        } else if (dice < 20) {
            stripe.deleteCustomer(Population.customer(one));
        } else if (dice < 30) {
            if (one < SIZE && clerk.userIds().contains(Population.user(one))) {
                clerk.deleteUser(Population.user(one));
            }
        } else if (dice < 50) {
            stripe.updateCustomer(Population.customer(one), it -> it.name("Change " + changes));
        } else if (!stripe.subscription(Population.subscription(one))
                .path("status")
                .asText()
                .equals("canceled")) {
            if (dice < 80) {
                stripe.updateSubscription(
                        Population.subscription(one), it -> it.status(dice % 2 == 0 ? "past_due" : "active"));
            } else if (dice < 90) {
                stripe.updateSubscription(Population.subscription(one), it -> it.cancelAtPeriodEnd(dice % 2 == 0));
            } else {
                stripe.cancelSubscription(Population.subscription(one));
            }
        }
    }

    private String seeded(String what) {
        return what + ", with -Dtrueup.rebuild.seed=" + seed;
    }
}
