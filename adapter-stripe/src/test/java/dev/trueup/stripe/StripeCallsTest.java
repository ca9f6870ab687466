package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many calls a look-up costs, which, when, and in which threads. */
class StripeCallsTest {

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final CustomerId customer = new CustomerId(stripe.createCustomer(
            it -> it.email("ann@example.com").userId("user_ann").defaultPaymentMethod("pm_1")));

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
    }

    @Test
    void aLookUpCostsTwoCallsSideBySide() {
        givenSubscriptions(3);
        stripe.faults().onEveryCall().delay(Duration.ofMillis(300));

        BillingState state = directory.find(customer);

        assertThat(state.subscriptions()).hasSize(3);
        assertThat(state.customer().payment()).isNotNull();
        List<Call> calls = stripe.calls().all();
        assertThat(calls)
                .extracting(Call::path)
                .containsExactlyInAnyOrder("/v1/customers/" + customer, "/v1/subscriptions");
        Call first = calls.get(0);
        Call second = calls.get(1);
        assertThat(second.startedAt()).isBefore(first.startedAt().plus(first.duration()));
        assertThat(first.startedAt()).isBefore(second.startedAt().plus(second.duration()));
    }

    @Test
    void subscriptionsAreAskedForWithCancelledOnesAHundredAtATime() {
        givenSubscriptions(250);

        assertThat(directory.find(customer).subscriptions()).hasSize(250).doesNotHaveDuplicates();

        List<Call> pages = stripe.calls().of("GET", "/v1/subscriptions");
        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page.query())
                .containsAllEntriesOf(Map.of(
                        "customer", List.of(customer.value()), "status", List.of("all"), "limit", List.of("100"))));
        assertThat(pages.get(0).query()).doesNotContainKey("starting_after");
        assertThat(stripe.calls().count()).isEqualTo(4);
    }

    @Test
    void anAddressCostsOneCallForEachHundredCustomersAndNoSearch() {
        for (int i = 0; i < 149; i++) {
            stripe.createCustomer(it -> it.email("ann@example.com"));
        }

        assertThat(directory.findByEmail("ann@example.com")).hasSize(150);
        assertThat(stripe.calls().all()).hasSize(2).allSatisfy(call -> {
            assertThat(call.path()).isEqualTo("/v1/customers");
            assertThat(call.query()).containsEntry("limit", List.of("100"));
        });
    }

    @Test
    void anAddressThatNobodyCanHaveCostsNoCall() {
        directory.findByEmail(" ");
        directory.findByEmail("ann\u0007@example.com");

        assertThat(stripe.calls().count()).isZero();
    }

    @Test
    void aCustomerThatIsGoneIsNotHeldUpByItsSubscriptions() {
        stripe.deleteCustomer(customer.value());
        Gate subscriptions = stripe.faults().on("GET", "/v1/subscriptions").hold();

        assertThat(directory.find(customer).customer().presence()).isEqualTo(Presence.DELETED);
        subscriptions.release();
    }

    @Test
    void whatFailsIsIrrelevantForACustomerThatIsGone() {
        stripe.faults().on("GET", "/v1/subscriptions").answer(400);

        assertThat(directory.find(new CustomerId("cus_unknown")).customer().presence())
                .isEqualTo(Presence.MISSING);
        assertThatThrownBy(() -> directory.find(customer)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aReadThatNobodyWaitsForAsksForNoFurtherPage() throws Exception {
        givenSubscriptions(150);
        ExecutorService threads = Executors.newCachedThreadPool();
        Gate firstPage = stripe.faults().on("GET", "/v1/subscriptions").hold();
        stripe.faults().on("GET", "/v1/customers").answer(401);

        assertThatThrownBy(() -> directoryOn(threads).find(customer)).isInstanceOf(SourceUnavailableException.class);
        firstPage.release();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(stripe.calls().count("GET", "/v1/subscriptions")).isEqualTo(1);
    }

    @Test
    void anExecutorThatIsFullCostsTheOverlapOnly() {
        givenSubscriptions(2);

        BillingState state = directoryOn(task -> {
                    throw new RejectedExecutionException("full");
                })
                .find(customer);

        assertThat(state.subscriptions()).hasSize(2);
    }

    @Test
    void aClosedDirectoryStillReads() {
        directory.find(customer);
        directory.close();

        assertThat(directory.find(customer).customer().id()).isEqualTo(customer);
    }

    @Test
    void itsThreadsAreDaemonsAndComeWithTheFirstRead() {
        long before = ownThreads();
        Gate gate = stripe.faults().onEveryCall().hold();
        StripeDirectory fresh = StripeDirectory.builder(Clients.of(stripe)).build();
        assertThat(ownThreads()).isEqualTo(before);

        Thread reader = new Thread(() -> fresh.find(customer));
        reader.start();
        await().until(() -> ownThreads() == before + 2);
        assertThat(threadsOfDirectories()).allMatch(Thread::isDaemon);
        gate.release();
        fresh.close();
        await().until(() -> ownThreads() == before);
    }

    @Test
    void anInterruptedCallerGetsAnExceptionAndStaysInterrupted() {
        Gate gate = stripe.faults().onEveryCall().hold();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> directory.find(customer))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
            gate.release();
        }
    }

    private StripeDirectory directoryOn(Executor executor) {
        return StripeDirectory.builder(Clients.of(stripe)).executor(executor).build();
    }

    private void givenSubscriptions(int count) {
        for (int i = 0; i < count; i++) {
            stripe.createSubscription(customer.value(), it -> it.price("price_basic"));
        }
    }

    private static long ownThreads() {
        return threadsOfDirectories().size();
    }

    private static List<Thread> threadsOfDirectories() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trueup-stripe-"))
                .toList();
    }
}
