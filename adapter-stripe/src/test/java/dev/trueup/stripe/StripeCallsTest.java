package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many calls a look-up costs, which, when, and in which threads. */
class StripeCallsTest {

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final CustomerId customer = new CustomerId(stripe.createCustomer(
            it -> it.email("ann@example.com").userId("user_ann").defaultPaymentMethod("pm_1")));

    private final ExecutorService inBackground = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        inBackground.shutdownNow();
        directory.close();
        stripe.close();
    }

    @Test
    void aLookUpCostsTwoCallsSideBySide() throws Exception {
        givenSubscriptions(3);
        Gate both = stripe.faults().onEveryCall().hold();
        Future<BillingState> look = inBackground.submit(() -> directory.find(customer));
        both.awaitArrived(2);
        both.release();

        assertThat(look.get().subscriptions()).hasSize(3);
        assertThat(look.get().customer().payment()).isNotNull();
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
        Gate refusal = stripe.faults().on("GET", "/v1/customers").hold();
        stripe.faults().on("GET", "/v1/customers").answer(401);

        Future<BillingState> look = threads.submit(() -> directoryOn(threads).find(customer));
        firstPage.awaitArrived(1);
        refusal.release();
        assertThatThrownBy(look::get).hasCauseInstanceOf(SourceUnavailableException.class);
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
    void itsThreadsAreDaemonsAndComeWithTheFirstRead() throws Exception {
        Gate gate = stripe.faults().onEveryCall().hold();
        Set<Thread> before = threadsOfDirectories();
        StripeDirectory fresh = StripeDirectory.builder(Clients.of(stripe)).build();
        assertThat(before).containsAll(threadsOfDirectories());

        Future<BillingState> look = inBackground.submit(() -> fresh.find(customer));
        gate.awaitArrived(2);
        Set<Thread> own = threadsOfDirectories();
        own.removeAll(before);
        assertThat(own).hasSize(2).allMatch(Thread::isDaemon);
        gate.release();
        look.get();
        fresh.close();
        for (Thread thread : own) {
            thread.join(10_000);
        }
        assertThat(own).noneMatch(Thread::isAlive);
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

    private static Set<Thread> threadsOfDirectories() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trueup-stripe-"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
