package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a write when Stripe is slow, away, too busy, or does it and does not say so. */
class WriteOutageTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final String CUSTOMERS = "/v1/customers";
    private static final String IN_USE = """
            {"error": {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "in progress"}}""";

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeActions actions =
            StripeActions.builder(Clients.of(stripe)).build();

    @AfterEach
    void close() {
        actions.close();
        stripe.close();
    }

    @Test
    @Tag("promise:P8")
    void aFailureThatStripeRepeatsIsRecognisedAtOnce() {
        stripe.faults().on("POST", CUSTOMERS).times(1).failAfterEffect(500);

        assertThat(actions.create(ANN, "key")).isEmpty();
        assertThat(statuses(CUSTOMERS)).containsExactly(500, 500);
        assertThat(actions.create(ANN, "key")).isEmpty();
        assertThat(statuses(CUSTOMERS)).containsExactly(500, 500, 500);
        assertThat(stripe.customerIds()).hasSize(1);
    }

    @Test
    void anUpdateWhoseFailureIsRepeatedIsToldAndTheNextCallHasAKeyOfItsOwn() {
        CustomerId customer = customer();
        stripe.faults().on("POST", CUSTOMERS).times(1).failAfterEffect(500);

        SourceUnavailableException failure = failureOf(() -> actions.update(customer, "ann@example.com", "Ann"));

        assertThat(failure).hasMessageContaining("an old failure is repeated").hasMessageContaining("HTTP 500");
        assertThat(statuses(CUSTOMERS)).containsExactly(500, 500);
        assertThat(actions.update(customer, "ann@example.com", "Ann").name()).isEqualTo("Ann");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void anAnswerThatAGatewayLosesIsAskedForAgain(int status) {
        stripe.faults().on("POST", CUSTOMERS).times(2).failAfterEffect(status);

        CustomerId created = actions.create(ANN, "key").orElseThrow();

        assertThat(statuses(CUSTOMERS)).containsExactly(status, status, 200);
        assertThat(stripe.customerIds()).containsExactly(created.value());
    }

    @Test
    @Tag("promise:P7")
    void aCreationWhoseLineIsCutIsDoneOnce() {
        stripe.faults().on("POST", CUSTOMERS).times(3).cutLineAfterEffect();

        CustomerId created = actions.create(ANN, "key").orElseThrow();

        assertThat(stripe.customerIds()).containsExactly(created.value());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSubscriptionThatEndsOverACutLineEndsOnceAndIsToldAsEnded(int cuts) {
        String id = stripe.createSubscription(customer().value(), it -> it.price("price_basic"));
        stripe.faults().on("DELETE", "/v1/subscriptions").times(cuts).cutLineAfterEffect();
        stripe.faults().on("POST", "/v1/subscriptions").times(cuts).cutLineAfterEffect();

        assertThat(actions.cancel(id, End.AT_PERIOD_END)).isTrue();
        assertThat(actions.cancel(id, End.NOW)).isTrue();

        assertThat(stripe.subscription(id).path("status").asText()).isEqualTo("canceled");
        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .containsExactly(
                        "customer.created",
                        "customer.subscription.created",
                        "customer.subscription.updated",
                        "customer.subscription.deleted");
        assertThat(actions.cancel(id, End.NOW)).isFalse();
    }

    @Test
    void halfAnAnswerIsAskedForAgain() {
        stripe.faults().on("POST", CUSTOMERS).times(2).cutBody();

        CustomerId created = actions.create(ANN, "key").orElseThrow();

        assertThat(stripe.customerIds()).containsExactly(created.value());
    }

    @Test
    void garbageIsNoAnswer() {
        stripe.faults().on("POST", CUSTOMERS).times(1).answerGarbage();
        assertThat(actions.create(ANN, "key")).isPresent();

        stripe.faults().onEveryCall().answerGarbage();
        assertThat(failureOf(() -> actions.create(ANN, "key"))).hasMessageContaining("cannot be understood");
    }

    @Test
    void aKeyThatIsInUseIsTriedAgain() {
        stripe.faults().on("POST", CUSTOMERS).times(2).answerBody(409, IN_USE);

        assertThat(actions.create(ANN, "key")).isPresent();
        assertThat(statuses(CUSTOMERS)).containsExactly(409, 409, 200);
    }

    @Test
    void aWriteThatIsLimitedComesBackWhenStripeSays() {
        stripe.faults().on("POST", CUSTOMERS).times(2).answer(429, Duration.ofSeconds(1));

        assertThat(actions.create(ANN, "key")).isPresent();

        List<Call> calls = stripe.calls().of("POST", CUSTOMERS);
        assertThat(calls).extracting(Call::status).containsExactly(429, 429, 200);
        assertThat(Duration.between(calls.get(0).startedAt(), calls.get(2).startedAt()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }

    @Test
    void aWaitingTimeBeyondTheTimeLimitIsPassedOn() {
        stripe.faults().onEveryCall().answer(429, Duration.ofMinutes(1));

        assertThat(failureOf(() -> actions.create(ANN, "key")).retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(stripe.calls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedKeyIsTheOperatorsConcern(int status) {
        stripe.faults().onEveryCall().answer(status);

        assertThat(failureOf(() -> actions.create(ANN, "key"))).hasMessageContaining("operator");
        assertThat(failureOf(() -> actions.cancel("sub_1", End.NOW))).hasMessageContaining("operator");
        assertThat(stripe.calls().count()).isEqualTo(2);
    }

    @Test
    void aRefusalForASubscriptionThatGoesOnIsAFailure() {
        String id = stripe.createSubscription(customer().value(), it -> it.price("price_basic"));
        stripe.faults().on("POST", "/v1/subscriptions").answer(400);

        assertThat(failureOf(() -> actions.cancel(id, End.AT_PERIOD_END)))
                .hasMessageContaining(id)
                .hasMessageContaining("HTTP 400");
        assertThat(failureOf(() -> actions.reactivate(id))).hasMessageContaining("HTTP 400");
    }

    @Test
    void aSilentServerEndsWithTheTimeLimit() {
        Gate gate = stripe.faults().onEveryCall().hold();

        assertEndsInTime(impatient -> impatient.create(ANN, "key"));
        assertEndsInTime(impatient -> impatient.cancel("sub_1", End.NOW));
        gate.release();
    }

    @Test
    void aBodyThatTricklesInEndsWithTheTimeLimit() {
        stripe.faults().onEveryCall().dripBody(Duration.ofSeconds(30));

        assertEndsInTime(impatient -> impatient.create(ANN, "key"));
    }

    @Test
    void anInterruptedCallerGetsAnExceptionAndStaysInterrupted() {
        Gate gate = stripe.faults().onEveryCall().hold();
        Thread.currentThread().interrupt();
        try {
            assertThat(failureOf(() -> actions.create(ANN, "key"))).hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
            gate.release();
        }
    }

    @Test
    void closedActionsStillWrite() {
        actions.create(ANN, "key");
        actions.close();

        assertThat(actions.create(ANN, "key-2")).isPresent();
    }

    private interface Write {
        void by(StripeActions actions);
    }

    private void assertEndsInTime(Write write) {
        long start = System.nanoTime();
        try (StripeActions impatient = StripeActions.builder(Clients.of(stripe))
                .timeout(Duration.ofSeconds(1))
                .build()) {
            failureOf(() -> write.by(impatient));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private CustomerId customer() {
        return new CustomerId(stripe.createCustomer(it -> it.email("old@example.com")));
    }

    private List<Integer> statuses(String path) {
        return stripe.calls().of("POST", path).stream().map(Call::status).toList();
    }

    private static SourceUnavailableException failureOf(ThrowingCallable call) {
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, call);
        assertThat(failure).as("the exception").isNotNull().hasNoCause();
        assertThat(failure.source()).isEqualTo(Source.STRIPE);
        return failure;
    }
}
