package dev.trueup.scenarios.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.DeliveryPlan;
import dev.trueup.testkit.DeliveryReport;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes of an application take the events of Stripe and Clerk, repeated, shuffled and lost; Stripe's answers are
 * slow or broken now and then; and the processes die between every two steps of the protocol. In the end every record is
 * what Stripe says. Two other rules for the same events are run beside, and are not. {@code -Dtrueup.chaos.seed} repeats
 * the choices of a run, though not its timing.
 */
class WebhookChaosTest {

    private static final int CUSTOMERS = 200;
    private static final int CHANGES_EACH = 20;
    private static final int CRASHES_EACH = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CROWD = 200;
    private static final String NAMESPACE = "chaos";

    private final long seed = Long.getLong("trueup.chaos.seed", new Random().nextLong());
    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    private final Changes changes = new Changes(stripe, clerk, seed, CUSTOMERS, CHANGES_EACH);
    private final CrashPlan plan = new CrashPlan(seed, CRASHES_EACH);
    private final Queue<FakeEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(600)
    @Tag("promise:W2")
    @Tag("promise:W9")
    void everyRecordIsTrueWhateverHappensToTheEventsAndWhoeverDies() throws Exception {
        System.out.println("webhook chaos, -Dtrueup.chaos.seed=" + seed);
        long start = System.nanoTime();
        try (stripe;
                clerk;
                RedisProcess redis = RedisServer.start();
                Instances instances = new Instances(
                        Wiring.of(stripe, clerk, redis.uri(), NAMESPACE).withRedisTimeout(Duration.ofSeconds(1)),
                        plan,
                        2)) {
            instances.await();
            List<DeliveryReport> reports = live(instances);
            print(reports, Duration.ofNanos(System.nanoTime() - start));

            assertThat(instances.defects())
                    .as(seeded("processes that died otherwise"))
                    .isEmpty();
            assertThat(reports).as(seeded("what was never accepted")).allMatch(DeliveryReport::allAccepted);
            assertRecords(redis);
            assertThat(plan.counts().values())
                    .as(seeded("crashes at each point"))
                    .allMatch(it -> it >= CRASHES_EACH);
        }
    }

    /** Lets everything happen, until all deliveries are accepted. */
    private List<DeliveryReport> live(Instances instances) throws InterruptedException {
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
                    () -> pace(ofStripe),
                    () -> !plan.isDone() && Instant.now().isBefore(limit));
            return List.of(ofStripe.finish(), ofClerk.finish());
        }
    }

    /** Lets the crashes be spread over all changes, however slowly processes start. */
    private Changes.Pace pace(WebhookDeliverer deliverer) {
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

    private void assertRecords(RedisProcess redis) {
        RedisClient client = RedisClient.create();
        RedisURI uri = RedisURI.create(redis.uri());
        Namespace namespace = new Namespace("scenario", NAMESPACE, false);
        try (RedisCustomerCache cache = RedisCustomerCache.builder(client, uri)
                        .settings(CacheSettings.DEFAULT.withNamespace(namespace))
                        .timeout(PATIENCE)
                        .build();
                RedisWebhookDeduplicator claims = RedisWebhookDeduplicator.builder(client, uri)
                        .settings(ClaimSettings.DEFAULT.withNamespace(namespace))
                        .timeout(PATIENCE)
                        .build();
                StatefulRedisConnection<String, String> connection = client.connect(uri)) {
            RedisCommands<String, String> commands = connection.sync();
            // What could be opened again is not done, although its sender was told so.
            List<FakeEvent> undone = events.stream()
                    .filter(it -> claims.reopen(new EventKey(it.source(), null, it.id())))
                    .toList();
            Ledger truth = Ledger.truth(stripe, changes.customers());
            Ledger shown = Ledger.truth(stripe, changes.notParted()).andGone(changes.parted());
            Ledger.Wrong ours = Ledger.of(records(cache)).against(shown);
            Ledger.Wrong payload = PayloadRule.after(commands.lrange(Rivals.ARRIVALS, 0, -1), events)
                    .against(truth);
            System.out.printf(
                    "%d customers, %d subscriptions; wrong in the end:     customers  subscriptions%n",
                    truth.customers(), truth.size() - truth.customers());
            print("the event's payload, later created wins", payload);
            print(
                    "read again, written without a ticket",
                    Ledger.of(commands.hvals(Rivals.LAST_WRITE)).against(shown));
            print(
                    "read again, later created wins",
                    Ledger.of(commands.hvals(Rivals.LATEST_EVENT)).against(shown));
            print("Trueup", ours);
            System.out.println("events accepted and not done: " + undone.size());

            assertThat(ours.customers()).as(seeded("wrong customers")).isEmpty();
            assertThat(ours.subscriptions()).as(seeded("wrong subscriptions")).isEmpty();
            assertThat(undone).as(seeded("accepted and not done")).isEmpty();
            assertThat(payload.count()).as(seeded("how tame the events were")).isPositive();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** What the cache says of every user, and by their customers' ids the same. */
    private List<String> records(RedisCustomerCache cache) {
        List<UserId> users = IntStream.range(0, CUSTOMERS)
                .mapToObj(it -> new UserId(Changes.user(it)))
                .toList();
        List<CustomerId> ids = changes.customers().stream().map(CustomerId::new).toList();
        List<String> records = new ArrayList<>();
        for (CacheEntry entry : cache.read(users).values()) {
            records.add(Ledger.text(entry.finding()));
        }
        List<String> byCustomer = cache.findAllByCustomer(ids).values().stream()
                .map(it -> Ledger.text(new Finding.Live(it)))
                .toList();
        assertThat(records).as(seeded("records by customer")).containsAll(byCustomer);
        return records;
    }

    private void print(List<DeliveryReport> reports, Duration took) {
        System.out.printf("%d changes in %d s, crashes: %s%n", changes.made(), took.toSeconds(), plan.counts());
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

    private static void print(String rule, Ledger.Wrong wrong) {
        System.out.printf(
                "  %-50s  %9d  %13d%n",
                rule, wrong.customers().size(), wrong.subscriptions().size());
    }

    private String seeded(String what) {
        return what + ", with -Dtrueup.chaos.seed=" + seed;
    }
}
