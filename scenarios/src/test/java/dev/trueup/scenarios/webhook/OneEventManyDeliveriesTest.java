package dev.trueup.scenarios.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import dev.trueup.webhook.WebhookSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One event is delivered a hundred times at once to two instances: a handler's effect happens one time. */
class OneEventManyDeliveriesTest {

    private static final int DELIVERIES = 100;
    private static final String TYPE = "customer.subscription.created";

    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    /** A Redis that never seems away, however busy the machine is. */
    private final Wiring wiring = Wiring.of(
                    stripe, clerk, RedisServer.shared().uri(), UUID.randomUUID().toString())
            .withTimeout(Duration.ofSeconds(10));

    private final AtomicInteger effects = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Application one = instance();
    private final Application two = instance();
    private final Sender sender = new Sender();
    private final FakeEvent event = event();

    @AfterEach
    void close() {
        one.close();
        two.close();
        stripe.close();
        clerk.close();
    }

    @RepeatedTest(5)
    @Tag("promise:W4")
    void oneDeliveryOfAHundredAtOnceHasTheEffect() {
        mayEnd.countDown();

        Map<String, Long> answers = counted(sendAll());
        System.out.println("one event, " + DELIVERIES + " deliveries at once: " + answers + ", effects " + effects);

        assertThat(effects).hasValue(1);
        assertThat(answers).containsEntry("200 processed", 1L);
        assertThat(answers.keySet()).isSubsetOf("200 processed", "200 duplicate", "409 busy");
        assertThat(counted(sendAll())).isEqualTo(Map.of("200 duplicate", (long) DELIVERIES));
        assertThat(effects).hasValue(1);
    }

    @Test
    @Tag("promise:W4")
    void whileOneWorksEveryOtherIsAskedToComeAgain() throws Exception {
        CountDownLatch others = new CountDownLatch(DELIVERIES - 1);
        List<CompletableFuture<Sender.Answer>> answers = sendAll();
        answers.forEach(it -> it.thenRun(others::countDown));

        assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
        mayEnd.countDown();

        assertThat(counted(answers)).isEqualTo(Map.of("200 processed", 1L, "409 busy", DELIVERIES - 1L));
        assertThat(counted(sendAll())).isEqualTo(Map.of("200 duplicate", (long) DELIVERIES));
        assertThat(effects).hasValue(1);
    }

    private Application instance() {
        return new Application(
                        wiring,
                        Wrapping.NONE,
                        WebhookSettings.DEFAULT,
                        receiver -> receiver.on(TYPE, event -> {
                            if (!mayEnd.await(60, TimeUnit.SECONDS)) {
                                throw new IllegalStateException("nobody let it end");
                            }
                            effects.incrementAndGet();
                        }))
                .listen(0);
    }

    private FakeEvent event() {
        clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
        stripe.createCustomer(it -> it.id("cus_ann").userId("user_ann"));
        stripe.createSubscription("cus_ann", it -> it.price("price_pro"));
        return stripe.events().all().stream()
                .filter(it -> it.type().equals(TYPE))
                .findFirst()
                .orElseThrow();
    }

    private List<CompletableFuture<Sender.Answer>> sendAll() {
        return IntStream.range(0, DELIVERIES)
                .mapToObj(it -> sender.send(event, (it % 2 == 0 ? one : two).stripeEndpoint()))
                .toList();
    }

    private static Map<String, Long> counted(List<CompletableFuture<Sender.Answer>> answers) {
        return answers.stream()
                .map(CompletableFuture::join)
                .map(it -> it.status() + " " + it.outcome())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
