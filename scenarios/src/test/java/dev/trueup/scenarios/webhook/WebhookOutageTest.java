package dev.trueup.scenarios.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.UserId;
import dev.trueup.spi.CacheEntry;
import dev.trueup.testkit.DeliveryReport;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import dev.trueup.webhook.WebhookSettings;
import dev.trueup.webhook.WhenStoreIsDown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis goes away between two steps of one event, in four ways: no 2xx without the effect, and once Redis is back the
 * same event brings the record in step.
 */
class WebhookOutageTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final List<Point> STEPS =
            List.of(Point.BEFORE_CLAIM, Point.BEFORE_TICKET, Point.BEFORE_PUT, Point.BEFORE_COMPLETE);

    /** Longer than the lease of what was cut off and the pause between two tries to connect. */
    private static final Duration RECOVERY = Application.LEASE.plusSeconds(8);

    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    private final RedisProcess redis = RedisServer.start();
    private final Wiring wiring = Wiring.of(stripe, clerk, redis.uri(), "outage");
    private final FakeEvent event = event();

    @AfterEach
    void close() {
        redis.close();
        stripe.close();
        clerk.close();
    }

    static Stream<Arguments> outages() {
        return Stream.of(Outage.values()).flatMap(it -> STEPS.stream().map(step -> Arguments.of(it, step)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    @Tag("promise:W1")
    @Tag("promise:W5")
    void anEventThatMeetsAnOutageIsRefusedAndBringsTheRecordInStepLater(Outage outage, Point step) {
        try (Outage.Switch fault = outage.of(redis);
                Application application = application(wiring, fault, step, WhenStoreIsDown.ASK_FOR_RETRY)) {
            Sender.Answer refused =
                    new Sender().send(event, application.stripeEndpoint()).join();
            fault.off();
            long start = System.nanoTime();
            DeliveryReport report = redelivered(application);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf(
                    "%-9s %-15s -> %d %-8s and back after %4d ms, answers %s%n",
                    outage, step, refused.status(), refused.outcome(), took.toMillis(), report.answers());

            assertThat(refused.isAccepted()).isFalse();
            assertThat(report.allAccepted()).isTrue();
            assertThat(took).isLessThan(RECOVERY);
            assertInStep(application);
        }
    }

    @ParameterizedTest
    @MethodSource("outages")
    @Tag("promise:W6")
    void withClaimsAwayAndTheCacheThereTheEventIsWorkedOnAllTheSame(Outage outage, Point step) {
        try (RedisProcess other = RedisServer.start();
                Outage.Switch fault = outage.of(other);
                Application application =
                        application(wiring.withClaimsUri(other.uri()), fault, step, WhenStoreIsDown.PROCESS_ANYWAY)) {
            Sender.Answer answer =
                    new Sender().send(event, application.stripeEndpoint()).join();

            assertThat(answer).isEqualTo(new Sender.Answer(200, "processed"));
            assertInStep(application);
        }
    }

    private static Application application(Wiring wiring, Outage.Switch fault, Point step, WhenStoreIsDown policy) {
        Strike strike = Strike.at(step, 1, fault::on);
        return new Application(wiring, strike.wrapping(), WebhookSettings.DEFAULT.with(policy)).listen(0);
    }

    private DeliveryReport redelivered(Application application) {
        try (WebhookDeliverer deliverer = WebhookDeliverer.builder(Sender.SIGNED)
                .endpoint(application.stripeEndpoint())
                .attempts(50)
                .pauses(Duration.ofMillis(50), Duration.ofMillis(300))
                .start()) {
            return deliverer.deliver(List.of(event));
        }
    }

    private void assertInStep(Application application) {
        Optional<CacheEntry> entry = application.cache().read(ANN);
        Ledger record =
                Ledger.of(entry.stream().map(it -> Ledger.text(it.finding())).toList());
        Ledger.Wrong wrong = record.against(Ledger.truth(stripe, List.of("cus_ann")));
        assertThat(wrong.count()).as("what is wrong: " + wrong).isZero();
    }

    private FakeEvent event() {
        clerk.createUser(it -> it.id(ANN.value()).email("ann@example.com"));
        stripe.createCustomer(it -> it.id("cus_ann").userId(ANN.value()));
        stripe.createSubscription("cus_ann", it -> it.price("price_pro"));
        List<FakeEvent> events = stripe.events().all();
        return events.get(events.size() - 1);
    }
}
