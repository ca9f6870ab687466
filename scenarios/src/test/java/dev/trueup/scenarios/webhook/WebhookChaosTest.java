package dev.trueup.scenarios.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.scenarios.Tables;
import dev.trueup.testkit.DeliveryPlan;
import dev.trueup.testkit.DeliveryReport;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresProcess;
import dev.trueup.testservers.PostgresServer;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes of an application take the events of Stripe and Clerk, repeated, shuffled and lost; Stripe's answers are
 * slow or broken now and then; the processes die between every two steps of the protocol, and PostgreSQL is killed in the
 * middle of anything. In the end every record and every row is what Stripe says. Two other rules for the same events are
 * run beside, and are not. {@code -Dtrueup.chaos.seed} repeats the choices of a run, though not its timing.
 */
class WebhookChaosTest {

    /** At each point, in each of the two tests: every one costs a start of a process. */
    private static final int CRASHES_EACH = 1;

    private static final int KILLS_OF_POSTGRES = 4;
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CROWD = 200;
    private static final String NAMESPACE = "chaos";

    private final long seed = Long.getLong("trueup.chaos.seed", new Random().nextLong());
    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    private final RedisProcess redis = RedisServer.start();
    private final PostgresProcess postgres = PostgresServer.start();
    private final Wiring wiring = Wiring.of(stripe, clerk, redis.uri(), NAMESPACE)
            .withTimeout(Duration.ofSeconds(1))
            .withStore(postgres);
    private final Tables tables = new Tables(postgres.jdbcUrl(), wiring.account(), PATIENCE);
    private final Queue<FakeEvent> events = new ConcurrentLinkedQueue<>();
    private int killsOfPostgres;

    @AfterEach
    void close() {
        tables.close();
        postgres.close();
        redis.close();
        clerk.close();
        stripe.close();
    }

    @Test
    @Timeout(900)
    @Tag("promise:W2")
    @Tag("promise:W9")
    @Tag("promise:R6")
    @Tag("promise:D2")
    @Tag("promise:D9")
    void everyRecordIsTrueWhateverHappensToTheEventsAndWhoeverDies() throws Exception {
        Set<Point> points = EnumSet.complementOf(EnumSet.of(Point.BEFORE_EFFECT, Point.AFTER_EFFECT));

        Changes changes = new Changes(stripe, clerk, seed, 200, 20);
        live(wiring, changes, new CrashPlan(seed, points, CRASHES_EACH));

        Aftermath aftermath = assertEverythingIsTrue(wiring, changes);
        assertThat(aftermath.payload().count())
                .as(seeded("how tame the events were"))
                .isPositive();
    }

    @Test
    @Timeout(900)
    @Tag("promise:W2")
    @Tag("promise:W22")
    @Tag("promise:D9")
    void whatIsWrittenWithTheClaimIsWrittenExactlyOnceWhoeverDies() throws Exception {
        EventClaims.createEffects(tables);
        Wiring claimsInPostgres = wiring.withClaimsUri(postgres.jdbcUrl());
        Changes changes = new Changes(stripe, clerk, seed, 40, 20);
        Set<Point> points = EnumSet.of(
                Point.BEFORE_CLAIM,
                Point.AFTER_CLAIM,
                Point.BEFORE_STORE,
                Point.AFTER_STORE,
                Point.BEFORE_EFFECT,
                Point.AFTER_EFFECT,
                Point.BEFORE_COMPLETE,
                Point.AFTER_COMPLETE);

        live(claimsInPostgres, changes, new CrashPlan(seed, points, CRASHES_EACH));

        Map<String, String> once = events.stream().collect(Collectors.toMap(FakeEvent::id, it -> "1"));
        Map<String, String> effects = EventClaims.effects(tables);
        System.out.println(effects.size() + " events with an effect each");
        assertThat(effects).as(seeded("effects")).isEqualTo(once);
        assertEverythingIsTrue(claimsInPostgres, changes);
    }

    private void live(Wiring wiring, Changes changes, CrashPlan plan) throws InterruptedException {
        System.out.println("webhook chaos, -Dtrueup.chaos.seed=" + seed);
        tables.postgres().migrate();
        long start = System.nanoTime();
        try (Instances instances = new Instances(wiring, plan, 2)) {
            instances.await();
            List<DeliveryReport> reports = deliver(instances, changes, plan);
            print(changes, plan, reports, Duration.ofNanos(System.nanoTime() - start));

            assertThat(instances.defects())
                    .as(seeded("processes that died otherwise"))
                    .isEmpty();
            assertThat(reports).as(seeded("what was never accepted")).allMatch(DeliveryReport::allAccepted);
            assertThat(plan.isDone()).as(seeded("crashes " + plan.counts())).isTrue();
            assertThat(killsOfPostgres).as(seeded("kills of PostgreSQL")).isEqualTo(KILLS_OF_POSTGRES);
        }
    }

    /** Lets everything happen, until all deliveries are accepted. */
    private List<DeliveryReport> deliver(Instances instances, Changes changes, CrashPlan plan)
            throws InterruptedException {
        stripe.events().listen(events::add);
        clerk.events().listen(events::add);
        stripe.faults().on("GET", "/v1/").withProbability(0.1, seed).delayAnswer(Duration.ofMillis(600));
        stripe.faults().on("GET", "/v1/").withProbability(0.02, seed + 1).answer(403);
        try (WebhookDeliverer ofStripe =
                        deliverer(SignedWebhooks.stripe(Wiring.STRIPE_SECRET), instances, Application::stripeEndpoint);
                WebhookDeliverer ofClerk =
                        deliverer(SignedWebhooks.clerk(Wiring.CLERK_SECRET), instances, Application::clerkEndpoint)) {
            stripe.events().listen(ofStripe::send);
            clerk.events().listen(ofClerk::send);
            changes.signUp();
            Instant limit = Instant.now().plus(LIMIT);
            changes.make(
                    Duration.ofSeconds(30),
                    () -> pace(changes, plan, ofStripe),
                    () -> !plan.isDone() && Instant.now().isBefore(limit));
            return List.of(ofStripe.finish(), ofClerk.finish());
        }
    }

    /** Lets the crashes and the kills of PostgreSQL be spread over all changes, however slowly processes start. */
    private Changes.Pace pace(Changes changes, CrashPlan plan, WebhookDeliverer deliverer) {
        if (killsOfPostgres < KILLS_OF_POSTGRES && changes.progress() * (KILLS_OF_POSTGRES + 1) > killsOfPostgres + 1) {
            postgres.restart();
            killsOfPostgres++;
        }
        if (deliverer.report().notAccepted().size() > CROWD) {
            return Changes.Pace.NONE;
        }
        return changes.progress() > plan.progress() ? Changes.Pace.SLOW : Changes.Pace.FULL;
    }

    private WebhookDeliverer deliverer(SignedWebhooks signed, Instances instances, IntFunction<URI> endpoint) {
        WebhookDeliverer.Builder builder = WebhookDeliverer.builder(signed)
                .plan(DeliveryPlan.chaos(seed)
                        .copies(5)
                        .window(24)
                        .delay(Duration.ofMillis(100))
                        .concurrency(32))
                .attempts(120)
                .pauses(Duration.ofMillis(100), Duration.ofSeconds(2));
        instances.ports().forEach(port -> builder.endpoint(endpoint.apply(port)));
        return builder.start();
    }

    private Aftermath assertEverythingIsTrue(Wiring wiring, Changes changes) {
        stripe.faults().clear();
        Aftermath aftermath = Aftermath.of(stripe, clerk, wiring.withTimeout(PATIENCE), changes, events);
        assertThat(aftermath.ours().customers()).as(seeded("wrong customers")).isEmpty();
        assertThat(aftermath.ours().subscriptions())
                .as(seeded("wrong subscriptions"))
                .isEmpty();
        assertThat(aftermath.unlike()).as(seeded("records by customer")).isEmpty();
        assertThat(aftermath.rows().wrong()).as(seeded("wrong rows")).isEmpty();
        assertThat(aftermath.undone()).as(seeded("accepted and not done")).isEmpty();
        return aftermath;
    }

    private void print(Changes changes, CrashPlan plan, List<DeliveryReport> reports, Duration took) {
        System.out.printf(
                "%d changes in %d s, %d kills of PostgreSQL, crashes: %s%n",
                changes.made(), took.toSeconds(), killsOfPostgres, plan.counts());
        for (DeliveryReport it : reports) {
            System.out.printf(
                    "%d events, %d attempts, %d more lost on the way, answers %s, never accepted %d%n",
                    it.events(),
                    it.attempts(),
                    it.dropped(),
                    it.answers(),
                    it.notAccepted().size());
        }
    }

    private String seeded(String what) {
        return what + ", with -Dtrueup.chaos.seed=" + seed;
    }
}
