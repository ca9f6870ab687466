package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Page;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bulk reads ask for, when, and how long they go on. */
class StripePagesCallsTest {

    private static final String CUSTOMERS = "/v1/customers";
    private static final Span JANUARY =
            new Span(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));

    private final FakeStripe stripe = FakeStripe.start();
    private final CallMeter meter = new CallMeter();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<StripeDirectory> open = new ArrayList<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
        open.forEach(StripeDirectory::close);
        stripe.close();
    }

    @Test
    void aPageAsksForAHundredOfItsSpan() {
        BillingPages pages = directory(StripeLimits.builder()).pages();

        pages.customers(JANUARY, null, meter);
        pages.subscriptions(JANUARY, null, meter);
        pages.events(JANUARY, List.of("customer.created", "customer.deleted"), null, meter);

        assertThat(stripe.calls().all())
                .extracting(Call::path)
                .containsExactly(CUSTOMERS, "/v1/subscriptions", "/v1/events");
        assertThat(stripe.calls().all()).allSatisfy(call -> assertThat(call.query())
                .containsAllEntriesOf(Map.of(
                        "limit", List.of("100"),
                        "created[gte]", List.of("1767225600"),
                        "created[lt]", List.of("1769904000")))
                .doesNotContainKey("starting_after"));
        assertThat(stripe.calls().all().get(0).query())
                .containsEntry("expand[0]", List.of("data.invoice_settings.default_payment_method"));
        assertThat(stripe.calls().all().get(1).query()).containsEntry("status", List.of("all"));
        assertThat(stripe.calls().all().get(2).query())
                .containsEntry("types[0]", List.of("customer.created"))
                .containsEntry("types[1]", List.of("customer.deleted"));
    }

    @Test
    void allOfTimeIsAskedForWithoutBounds() {
        BillingPages pages = directory(StripeLimits.builder()).pages();

        pages.customers(Span.ALL, null, meter);
        pages.events(Span.ALL, List.of(), null, meter);

        assertThat(stripe.calls().all())
                .allSatisfy(call -> assertThat(call.query().keySet())
                        .noneMatch(name -> name.startsWith("created") || name.startsWith("type")));
    }

    @Test
    void anObjectThatHasGoneCostsOneRequestMore() {
        for (int i = 0; i < 150; i++) {
            stripe.createCustomer(it -> {});
        }
        BillingPages pages = directory(StripeLimits.builder()).pages();
        Page<?> first = pages.customers(Span.ALL, null, meter);
        stripe.deleteCustomer(stripe.customerIds().get(50));

        pages.customers(Span.ALL, first.next(), meter);

        List<Call> calls = stripe.calls().of("GET", CUSTOMERS);
        assertThat(calls).extracting(Call::status).containsExactly(200, 400, 200);
        assertThat(calls.get(2).query()).containsKey("created[lt]").doesNotContainKey("starting_after");
        assertThat(meter.calls()).isEqualTo(3);
    }

    @Test
    @Tag("promise:P13")
    void noRefusalIsProvokedByPagesSideBySide() throws Exception {
        stripe.faults().limitRate(50, 100, Duration.ofSeconds(1));
        BillingPages pages = directory(
                        StripeLimits.builder().perEndpoint(50).overall(100).share(0.7))
                .pages();
        List<Callable<?>> reads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            reads.add(() -> pages.customers(Span.ALL, null, meter));
            reads.add(() -> pages.subscriptions(Span.ALL, null, meter));
        }

        for (Future<?> read : threads.invokeAll(
                reads.stream().map(read -> (Callable<Object>) read::call).toList())) {
            read.get();
        }

        assertThat(stripe.faults().refusedByRateLimit()).isZero();
        assertThat(meter.calls()).isEqualTo(120);
        assertThat(stripe.calls().count()).isEqualTo(120);
    }

    @Test
    @Tag("promise:P14")
    void whatSomebodyWaitsForTakesTheTurnOfAPage() {
        CustomerId customer = new CustomerId(stripe.createCustomer(it -> {}));
        StripeLimits limits = StripeLimits.builder().overall(1).share(0.01).build(); // 100 s apart
        try (StripeActions actions =
                StripeActions.builder(Clients.of(stripe)).limits(limits).build()) {
            for (int i = 0; i < 3; i++) {
                actions.update(customer, "ann" + i + "@example.com", null);
            }
        }
        StripeDirectory directory =
                StripeDirectory.builder(Clients.of(stripe)).limits(limits).build();
        open.add(directory);

        assertThat(failureOf(() -> directory.pages().customers(Span.ALL, null, meter)))
                .hasMessageContaining("no turn");

        assertThat(directory.findByEmail("ann2@example.com")).hasSize(1);
        assertThat(stripe.calls().count()).isEqualTo(4);
        assertThat(meter.calls()).isZero();
    }

    @Test
    void whatIsOneTooManyIsTriedAgainWhenStripeSaysAsLongAsThereIsTime() {
        stripe.createCustomer(it -> {});
        stripe.faults().on("GET", CUSTOMERS).times(4).answer(429, Duration.ofSeconds(1));
        BillingPages pages = directory(StripeLimits.builder()).pages();

        assertThat(pages.customers(Span.ALL, null, meter).items()).hasSize(1);

        List<Call> calls = stripe.calls().of("GET", CUSTOMERS);
        assertThat(calls).extracting(Call::status).containsExactly(429, 429, 429, 429, 200);
        for (int i = 0; i < 4; i++) {
            assertThat(Duration.between(endOf(calls.get(i)), calls.get(i + 1).startedAt()))
                    .isBetween(Duration.ofSeconds(1).minusMillis(5), Duration.ofSeconds(4));
        }
        assertThat(meter.calls()).isEqualTo(5);
        assertThat(meter.waited()).isGreaterThan(Duration.ofMillis(3_900));
    }

    @Test
    void aWaitBeyondTheTimeLimitIsToldAtOnceAndKeepsAllBulkWorkBack() {
        stripe.faults().on("GET", CUSTOMERS).answer(429, Duration.ofSeconds(100));
        BillingPages pages = directory(StripeLimits.builder()).pages();

        SourceUnavailableException refused = failureOf(() -> pages.customers(Span.ALL, null, meter));
        SourceUnavailableException heldBack = failureOf(() -> pages.subscriptions(Span.ALL, null, meter));

        for (SourceUnavailableException failure : List.of(refused, heldBack)) {
            assertThat(failure).hasMessageContaining("no turn within PT1M");
            assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
        }
        assertThat(stripe.calls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 500, 503})
    void whatMayPassIsTriedAgainTwice(int status) {
        stripe.faults().on("GET", CUSTOMERS).answer(status);
        BillingPages pages = directory(StripeLimits.builder()).pages();

        failureOf(() -> pages.customers(Span.ALL, null, meter));

        assertThat(stripe.calls().count()).isEqualTo(3);
        assertThat(meter.calls()).isEqualTo(3);
    }

    @Test
    void aPageThatIsCutIsReadAgain() {
        stripe.createCustomer(it -> it.email("ann@example.com"));
        stripe.faults().on("GET", CUSTOMERS).times(1).cutBody();

        assertThat(directory(StripeLimits.builder())
                        .pages()
                        .customers(Span.ALL, null, meter)
                        .items())
                .hasSize(1);
        assertThat(meter.calls()).isEqualTo(2);
    }

    @Test
    @Tag("promise:P14")
    void pagesThatWaitForTheirTurnKeepNobodyElseWaiting() throws Exception {
        CustomerId customer = new CustomerId(stripe.createCustomer(it -> {}));
        StripeDirectory directory = directory(StripeLimits.builder().share(0.001)); // 40 s apart
        Gate gate = stripe.faults().on("GET", "/v1/customers").times(1).hold();
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 80; i++) { // more than there are threads
            waiting.add(threads.submit(() -> directory.pages().customers(Span.ALL, null, meter)));
        }
        gate.awaitArrived(1);

        assertThat(directory.find(customer).customer().id()).isEqualTo(customer);
        assertThat(waiting).noneMatch(Future::isDone);
        gate.release();
    }

    @Test
    void anInterruptedReaderStops() throws Exception {
        StripeDirectory directory = directory(StripeLimits.builder().share(0.001));
        Gate gate = stripe.faults().onEveryCall().hold();
        Future<?> reading = threads.submit(() -> directory.pages().customers(Span.ALL, null, meter));
        gate.awaitArrived(1);

        threads.shutdownNow();

        assertThat(catchThrowableOfType(ExecutionException.class, reading::get))
                .hasCauseInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("interrupted");
    }

    private StripeDirectory directory(StripeLimits.Builder limits) {
        StripeDirectory directory = StripeDirectory.builder(Clients.of(stripe))
                .limits(limits.build())
                .build();
        open.add(directory);
        return directory;
    }

    private static SourceUnavailableException failureOf(ThrowingCallable call) {
        return catchThrowableOfType(SourceUnavailableException.class, call);
    }

    private static Instant endOf(Call call) {
        return call.startedAt().plus(call.duration());
    }
}
