package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDelivererTest {

    private static final SignedWebhooks SIGNED = SignedWebhooks.clerk("whsec_b3RoZXI=");

    private final FakeClerk clerk = FakeClerk.start();
    private final List<Endpoint> endpoints = new ArrayList<>();

    @AfterEach
    void close() {
        endpoints.forEach(Endpoint::close);
        clerk.close();
    }

    @Test
    void withoutAPlanEveryEventArrivesOnceAndInOrder() throws Exception {
        Endpoint endpoint = answering(arrival -> 200);
        List<FakeEvent> events = givenEvents(30);

        DeliveryReport report = deliver(DeliveryPlan.inOrder(), events, endpoint);

        assertThat(ids(endpoint)).containsExactlyElementsOf(idsOf(events));
        assertThat(endpoint.arrivals().get(3).body()).isEqualTo(events.get(3).bytes());
        assertThat(report.allAccepted()).isTrue();
        assertThat(report.events()).isEqualTo(30);
        assertThat(report.answers(200)).isEqualTo(30);
        assertThat(report.attempts()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 409, 503, 400, 302})
    void anythingButSuccessIsSentAgain(int status) throws Exception {
        Endpoint endpoint = answering(arrival -> arrival.time() < 3 ? status : 204);
        List<FakeEvent> events = givenEvents(4);

        DeliveryReport report = deliver(DeliveryPlan.inOrder(), events, endpoint);

        assertThat(report.allAccepted()).isTrue();
        assertThat(report.answers()).containsOnlyKeys(status, 204);
        assertThat(report.answers(status)).isEqualTo(8);
        assertThat(report.answers(204)).isEqualTo(4);
    }

    @Test
    void aLineThatIsCutIsNoAnswerAndIsTriedAgain() throws Exception {
        Endpoint endpoint = answering(arrival -> arrival.time() == 1 ? 0 : 200);

        DeliveryReport report = deliver(DeliveryPlan.inOrder(), givenEvents(3), endpoint);

        assertThat(report.allAccepted()).isTrue();
        assertThat(report.answers(0)).isEqualTo(3);
        assertThat(report.answers(200)).isEqualTo(3);
    }

    @Test
    void aRefusedConnectionIsNoAnswerAndAnotherEndpointGetsTheEvent() throws Exception {
        Endpoint dead = answering(arrival -> 200);
        URI refusing = dead.url();
        dead.close();
        Endpoint live = answering(arrival -> 200);
        List<FakeEvent> events = givenEvents(20);

        DeliveryReport report;
        try (WebhookDeliverer deliverer =
                quick().endpoint(refusing).endpoint(live.url()).start()) {
            report = deliverer.deliver(events);
        }

        assertThat(report.allAccepted()).isTrue();
        assertThat(report.answers(0)).isBetween(1, 19);
        assertThat(ids(live)).containsExactlyInAnyOrderElementsOf(idsOf(events));
    }

    @Test
    void anAnswerThatTakesTooLongIsNoAnswer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Endpoint endpoint = answering(arrival -> {
            if (arrival.time() == 1) {
                never.await();
            }
            return 200;
        });

        DeliveryReport report;
        try (WebhookDeliverer deliverer =
                quick().endpoint(endpoint.url()).timeout(Duration.ofMillis(200)).start()) {
            report = deliverer.deliver(givenEvents(1));
        }

        assertThat(report.answers()).containsOnlyKeys(0, 200);
    }

    @Test
    void whatIsNeverAcceptedIsReported() throws Exception {
        List<FakeEvent> events = givenEvents(3);
        String poison = events.get(1).id();
        Endpoint endpoint = answering(arrival -> arrival.messageId().equals(poison) ? 500 : 200);

        DeliveryReport report;
        try (WebhookDeliverer deliverer =
                quick().endpoint(endpoint.url()).attempts(4).start()) {
            report = deliverer.deliver(events);
        }

        assertThat(report.allAccepted()).isFalse();
        assertThat(report.notAccepted()).containsExactly(events.get(1));
        assertThat(report.answers(500)).isEqualTo(4);
    }

    @Test
    void aLossIsMadeUpForByTheNextAttempt() throws Exception {
        Endpoint endpoint = answering(arrival -> 200);
        List<FakeEvent> events = givenEvents(40);

        DeliveryReport report = deliver(DeliveryPlan.inOrder().drops(0.5), events, endpoint);

        assertThat(report.allAccepted()).isTrue();
        assertThat(report.dropped()).isBetween(5, 35);
        assertThat(report.attempts()).isEqualTo(40);
        assertThat(ids(endpoint))
                .containsExactlyInAnyOrderElementsOf(idsOf(events))
                .isNotEqualTo(idsOf(events));
    }

    @Test
    void theSameSeedSendsTheSameCopiesInTheSameOrder() throws Exception {
        DeliveryPlan plan = DeliveryPlan.chaos(7).drops(0).delay(Duration.ZERO).concurrency(1);
        List<FakeEvent> events = givenEvents(60);
        List<List<String>> runs = new ArrayList<>();
        for (long seed : new long[] {7, 7, 8}) {
            Endpoint endpoint = answering(arrival -> 200);
            DeliveryPlan same = new DeliveryPlan(seed, plan.copies(), plan.window(), 0, Duration.ZERO, 1);
            assertThat(deliver(same, events, endpoint).seed()).isEqualTo(seed);
            runs.add(ids(endpoint));
        }

        assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
        assertThat(runs.get(0)).hasSizeGreaterThan(60).containsAll(idsOf(events));
        assertThat(runs.get(0).stream().distinct().toList()).isNotEqualTo(idsOf(events));
    }

    @Test
    void chaosLosesNothing() throws Exception {
        List<FakeEvent> events = givenEvents(200);
        Endpoint first = answering(arrival -> arrival.messageId().hashCode() % 3 == arrival.time() ? 503 : 200);
        Endpoint second = answering(arrival -> arrival.messageId().hashCode() % 5 == arrival.time() ? 0 : 200);

        DeliveryReport report = deliver(DeliveryPlan.chaos(42), events, first, second);

        Set<String> seen = new HashSet<>(ids(first));
        seen.addAll(ids(second));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(idsOf(events));
        assertThat(report.allAccepted()).isTrue();
        assertThat(report.attempts())
                .isEqualTo(first.arrivals().size() + second.arrivals().size());
        assertThat(ids(first)).isNotEmpty();
        assertThat(ids(second)).isNotEmpty();
    }

    @Test
    void twoInstancesGetTheSameEventAtOnce() throws Exception {
        Set<String> metBoth = ConcurrentHashMap.newKeySet();
        CyclicBarrier both = new CyclicBarrier(2);
        Endpoint.Answer waitsForTheOther = arrival -> {
            try {
                both.await(10, TimeUnit.SECONDS);
                metBoth.add(arrival.messageId());
                return 200;
            } catch (Exception e) {
                return 500;
            }
        };
        // A seed whose first event has two copies that leave together.
        long seed = 0;
        while (!leaveTogether(new DeliveryPlan(seed, 2, 1, 0, Duration.ZERO, 2).of(0))) {
            seed++;
        }
        List<FakeEvent> events = givenEvents(1);

        DeliveryReport report = deliver(
                new DeliveryPlan(seed, 2, 1, 0, Duration.ZERO, 2),
                events,
                answering(waitsForTheOther),
                answering(waitsForTheOther));

        assertThat(report.answers(200)).isEqualTo(2);
        assertThat(metBoth).containsExactly(events.get(0).id());
    }

    @Test
    void noMoreRequestsAreUnderWayThanThePlanAllows() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        Endpoint endpoint = answering(arrival -> {
            three.countDown();
            return three.await(10, TimeUnit.SECONDS) ? 200 : 500;
        });

        DeliveryReport report = deliver(DeliveryPlan.inOrder().concurrency(3), givenEvents(30), endpoint);

        assertThat(report.answers()).containsOnlyKeys(200);
        assertThat(endpoint.mostAtOnce()).isEqualTo(3);
    }

    @Test
    void asAListenerItSendsWhileTheChangesAreMade() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        Endpoint endpoint = answering(arrival -> {
            arrived.countDown();
            clerk.userIds(); // an endpoint reads the fake while it is being changed
            return 200;
        });

        try (WebhookDeliverer deliverer = quick().endpoint(endpoint.url()).start()) {
            clerk.events().listen(deliverer::send);
            clerk.createUser(it -> it.id("user_1"));
            clerk.updateUser("user_1", it -> it.firstName("Ann"));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            clerk.deleteUser("user_1");

            assertThat(deliverer.finish().events()).isEqualTo(3);
            assertThat(deliverer.finish().allAccepted()).isTrue();
        }
        clerk.createUser(it -> it.id("user_2")); // nobody listens any more, and nothing breaks
        assertThat(endpoint.arrivals()).hasSize(3);
    }

    @Test
    void whatAnEndpointMakesOfAnEventIsWaitedForToo() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        Endpoint endpoint = answering(arrival -> {
            if (first.getAndSet(false)) {
                clerk.updateUser("user_1", it -> it.firstName("Ann"));
            }
            return 200;
        });
        DeliveryPlan heldBack = DeliveryPlan.chaos(42).window(24).drops(0);

        try (WebhookDeliverer deliverer =
                quick().plan(heldBack).endpoint(endpoint.url()).start()) {
            clerk.events().listen(deliverer::send);
            clerk.createUser(it -> it.id("user_1"));
            CompletableFuture<DeliveryReport> report = CompletableFuture.supplyAsync(deliverer::finish);

            assertThat(report.get(10, TimeUnit.SECONDS).events()).isEqualTo(2);
            assertThat(report.get().allAccepted()).isTrue();
        }
    }

    @Test
    void closingEndsAWaitAndCanBeRepeated() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Endpoint endpoint = answering(arrival -> {
            inside.countDown();
            never.await();
            return 200;
        });
        List<FakeEvent> events = givenEvents(2);
        WebhookDeliverer deliverer = quick().endpoint(endpoint.url()).start();
        CompletableFuture<DeliveryReport> report = CompletableFuture.supplyAsync(() -> deliverer.deliver(events));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        deliverer.close();
        deliverer.close();

        assertThat(report.get(10, TimeUnit.SECONDS).notAccepted()).isEqualTo(events);
        deliverer.send(events.get(0));
        assertThat(deliverer.finish().events()).isEqualTo(2);
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> quick().start()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> quick().endpoint(URI.create("/hook"))).isInstanceOf(IllegalArgumentException.class);
        URI hook = URI.create("http://127.0.0.1:1/hook");
        assertThatThrownBy(() -> quick().endpoint(hook).attempts(0).start())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> quick().endpoint(hook).timeout(Duration.ZERO).start())
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean leaveTogether(List<DeliveryPlan.Copy> copies) {
        return copies.size() == 2 && copies.get(0).place() == copies.get(1).place();
    }

    private static WebhookDeliverer.Builder quick() {
        return WebhookDeliverer.builder(SIGNED).pauses(Duration.ofMillis(1), Duration.ofMillis(5));
    }

    private static DeliveryReport deliver(DeliveryPlan plan, List<FakeEvent> events, Endpoint... to) {
        WebhookDeliverer.Builder builder = quick().plan(plan);
        for (Endpoint endpoint : to) {
            builder.endpoint(endpoint.url());
        }
        try (WebhookDeliverer deliverer = builder.start()) {
            return deliverer.deliver(events);
        }
    }

    private Endpoint answering(Endpoint.Answer answer) throws IOException {
        Endpoint endpoint = new Endpoint(answer);
        endpoints.add(endpoint);
        return endpoint;
    }

    private List<FakeEvent> givenEvents(int count) {
        for (int i = 0; i < count; i++) {
            clerk.createUser(user -> {});
        }
        return clerk.events().all();
    }

    private static List<String> ids(Endpoint endpoint) {
        return endpoint.arrivals().stream().map(Endpoint.Arrival::messageId).toList();
    }

    private static List<String> idsOf(List<FakeEvent> events) {
        return events.stream().map(FakeEvent::id).toList();
    }
}
