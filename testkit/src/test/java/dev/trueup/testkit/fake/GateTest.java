package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final int MANY = 64;

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeClient client = StripeSdk.client(stripe);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String customer = stripe.createCustomer(c -> c.email("old@example.com"));

    @AfterEach
    void close() {
        stripe.close();
        threads.shutdownNow();
    }

    @Test
    void aCallHeldBeforeItsWorkSeesWhatIsThereWhenItIsReleased() throws Exception {
        Gate gate = stripe.faults().on("GET", "/v1/customers/").hold();
        Future<Customer> reading = threads.submit(read());
        gate.awaitArrived(1);

        stripe.updateCustomer(customer, c -> c.email("new@example.com"));
        assertThat(reading).isNotDone();
        gate.release();

        assertThat(result(reading).getEmail()).isEqualTo("new@example.com");
    }

    @Test
    void aCallHeldAfterItsWorkAnswersWhatWasThereWhenItArrived() throws Exception {
        Gate gate = stripe.faults().on("GET", "/v1/customers/").times(1).holdAnswer();
        Future<Customer> slowReader = threads.submit(read());
        gate.awaitArrived(1);

        stripe.updateCustomer(customer, c -> c.email("new@example.com"));
        assertThat(read().call().getEmail()).isEqualTo("new@example.com");
        gate.release();

        assertThat(result(slowReader).getEmail()).isEqualTo("old@example.com");
    }

    @Test
    void manyCallsCanBeHeldAtOnce() throws Exception {
        List<Future<Customer>> readers = new ArrayList<>();
        try (Gate gate = stripe.faults().on("GET", "/v1/customers/").hold()) {
            for (int n = 0; n < MANY; n++) {
                readers.add(threads.submit(read()));
            }
            gate.awaitArrived(MANY);
            assertThat(stripe.calls().count()).isZero();
        }

        for (Future<Customer> reader : readers) {
            assertThat(result(reader).getId()).isEqualTo(customer);
        }
        assertThat(stripe.calls().count()).isEqualTo(MANY);
    }

    @Test
    void closingTheFakeEndsHeldAndSlowCalls() {
        Gate gate = stripe.faults().on("GET", "/v1/customers/").times(1).hold();
        Future<Customer> held = threads.submit(read());
        gate.awaitArrived(1);
        stripe.faults().on("GET", "/v1/customers/").delay(Duration.ofHours(1));
        Future<Customer> slow = threads.submit(read());

        stripe.close();

        for (Future<Customer> call : List.of(held, slow)) {
            // The held call may get its answer out before the line is cut; what counts is that neither goes on.
            assertThat(CompletableFuture.runAsync(() -> ended(call))).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void waitingForACallThatDoesNotComeFailsTheTest() {
        Gate gate = stripe.faults().on("GET", "/v1/customers/").hold();

        assertThatThrownBy(() -> gate.awaitArrived(1, Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of 1");
    }

    private Callable<Customer> read() {
        return () -> {
            try {
                return client.v1().customers().retrieve(customer);
            } catch (StripeException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static Customer result(Future<Customer> reader) throws Exception {
        return reader.get(10, TimeUnit.SECONDS);
    }

    private static void ended(Future<Customer> call) {
        try {
            var unused = call.get();
        } catch (ExecutionException e) {
            // cut off, which is an end as well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
