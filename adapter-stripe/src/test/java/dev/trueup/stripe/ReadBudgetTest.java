package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Span;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the reads of a month are counted. */
class ReadBudgetTest {

    private static final Endpoint READ = Endpoint.get("/v1/customers");

    private final FakeStripe stripe = FakeStripe.start();
    private final SettableClock clock = SettableClock.at("2026-01-31T23:00:00Z");
    private final List<Tuple> told = Collections.synchronizedList(new ArrayList<>());
    private final TrueupListener listener = new TrueupListener() {
        @Override
        public void readBudget(long used, long budget) {
            told.add(tuple(used, budget));
        }
    };

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    @Tag("promise:P15")
    void readsOfAllKindsCountAndWritesDoNot() {
        CustomerId customer = new CustomerId(stripe.createCustomer(it -> {}));
        String subscription = stripe.createSubscription(customer.value(), it -> it.price("price_basic"));
        StripeLimits limits = StripeLimits.builder().clock(clock).build();
        try (StripeDirectory directory = StripeDirectory.builder(Clients.of(stripe))
                        .limits(limits)
                        .build();
                StripeActions actions =
                        StripeActions.builder(Clients.of(stripe)).limits(limits).build()) {
            directory.find(customer);
            assertThat(limits.readsThisMonth()).isEqualTo(2);
            directory.pages().customers(Span.ALL, null, new CallMeter());
            assertThat(limits.readsThisMonth()).isEqualTo(3);
            actions.update(customer, "ann@example.com", null);
            actions.cancel(subscription, BillingActions.End.AT_PERIOD_END);
            assertThat(limits.readsThisMonth()).isEqualTo(3);
            actions.cancel(subscription, BillingActions.End.NOW);
            assertThat(limits.readsThisMonth()).isEqualTo(4);
            stripe.faults().on("GET", "/v1/customers").times(1).answer(500);
            directory.findByEmail("ann@example.com");
            assertThat(limits.readsThisMonth()).isEqualTo(6);
        }
        assertThat(limits.readsThisMonth())
                .isEqualTo(stripe.calls().all().stream()
                        .filter(call -> call.method().equals("GET"))
                        .count());
    }

    @Test
    @Tag("promise:P15")
    void fourFifthsAndAllOfTheBudgetAreToldOnceEach() {
        StripeLimits limits = limits(10);

        read(limits, 7);
        assertThat(told).isEmpty();
        read(limits, 1);
        assertThat(told).containsExactly(tuple(8L, 10L));
        read(limits, 2);
        assertThat(told).containsExactly(tuple(8L, 10L), tuple(10L, 10L));
        read(limits, 5);
        assertThat(told).hasSize(2);
        assertThat(limits.readsThisMonth()).isEqualTo(15);
    }

    @Test
    void eachMonthBeginsAnew() {
        StripeLimits limits = limits(1);
        read(limits, 3);
        assertThat(told).containsExactly(tuple(1L, 1L));

        clock.set(Instant.parse("2026-02-01T00:00:00Z"));

        assertThat(limits.readsThisMonth()).isZero();
        read(limits, 1);
        assertThat(told).containsExactly(tuple(1L, 1L), tuple(1L, 1L));
    }

    @Test
    void aClockThatIsPutBackBeginsNoMonth() {
        StripeLimits limits = limits(10);
        clock.set(Instant.parse("2026-02-01T00:00:01Z"));
        read(limits, 3);

        clock.set(Instant.parse("2026-01-31T23:59:59Z"));

        read(limits, 1);
        assertThat(limits.readsThisMonth()).isEqualTo(4);
    }

    @Test
    void readersAtTheSameTimeTellItOnceToo() throws Exception {
        StripeLimits limits = limits(4_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> read(limits, 1_000)));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(limits.readsThisMonth()).isEqualTo(8_000);
        assertThat(told).containsExactlyInAnyOrder(tuple(3_200L, 4_000L), tuple(4_000L, 4_000L));
    }

    @Test
    void aListenerThatThrowsBreaksNoRead() {
        StripeLimits limits = StripeLimits.builder()
                .monthlyReads(1)
                .listener(new TrueupListener() {
                    @Override
                    public void readBudget(long used, long budget) {
                        throw new IllegalStateException("out of order");
                    }
                })
                .build();

        read(limits, 2);

        assertThat(limits.readsThisMonth()).isEqualTo(2);
    }

    private StripeLimits limits(long budget) {
        return StripeLimits.builder()
                .monthlyReads(budget)
                .clock(clock)
                .listener(listener)
                .build();
    }

    private static void read(StripeLimits limits, int count) {
        for (int i = 0; i < count; i++) {
            limits.live().enter(READ, new Deadline(Duration.ofSeconds(10)));
        }
    }
}
