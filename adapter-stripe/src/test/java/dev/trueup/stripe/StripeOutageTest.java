package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when Stripe is slow, away, too busy, or refuses. */
class StripeOutageTest {

    private static final String CUSTOMERS = "/v1/customers";
    private static final String SUBSCRIPTIONS = "/v1/subscriptions";

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final CustomerId customer = new CustomerId(stripe.createCustomer(it -> it.email("ann@example.com")));

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
    }

    @Test
    @Tag("promise:P3")
    void aCallThatIsLimitedComesBackWhenStripeSays() {
        stripe.faults().on("GET", CUSTOMERS).times(2).answer(429, Duration.ofSeconds(1));

        assertThat(directory.find(customer).customer().id()).isEqualTo(customer);

        List<Call> calls = stripe.calls().of("GET", CUSTOMERS);
        assertThat(calls).extracting(Call::status).containsExactly(429, 429, 200);
        for (int i = 0; i < 2; i++) {
            assertThat(Duration.between(endOf(calls.get(i)), calls.get(i + 1).startedAt()))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        }
    }

    @Test
    void aLimitThatStaysIsReportedWithStripesOwnWaitingTime() {
        stripe.faults().on("GET", CUSTOMERS).answer(429, Duration.ofSeconds(1));

        SourceUnavailableException failure = failureOf(() -> directory.find(customer));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(failure)
                .hasMessageContaining(customer.value())
                .hasMessageContaining("too many requests")
                .hasMessageContaining("HTTP 429");
        assertThat(stripe.calls().count("GET", CUSTOMERS)).isEqualTo(3);
    }

    @Test
    void aWaitingTimeBeyondTheTimeLimitIsNotWaitedFor() {
        stripe.faults().onEveryCall().answer(429, Duration.ofMinutes(1));

        SourceUnavailableException failure = failureOf(() -> directory.findByEmail("ann@example.com"));

        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(stripe.calls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429, 500, 502, 503})
    void whatMayPassIsTriedAgainWithGrowingPauses(int status) {
        stripe.faults().on("GET", CUSTOMERS).times(2).answer(status);

        assertThat(directory.find(customer).customer().id()).isEqualTo(customer);

        List<Call> calls = stripe.calls().of("GET", CUSTOMERS);
        assertThat(calls).extracting(Call::status).containsExactly(status, status, 200);
        assertThat(Duration.between(endOf(calls.get(0)), calls.get(1).startedAt()))
                .isGreaterThan(Duration.ofMillis(150));
        assertThat(Duration.between(endOf(calls.get(1)), calls.get(2).startedAt()))
                .isGreaterThan(Duration.ofMillis(350));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 404})
    void whatWillNotPassIsToldAtOnce(int status) {
        stripe.faults().on("GET", CUSTOMERS).answer(status);

        SourceUnavailableException failure = failureOf(() -> directory.find(customer));

        assertThat(failure).hasMessageContaining("HTTP " + status);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(stripe.calls().count("GET", CUSTOMERS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedKeyIsTheOperatorsConcern(int status) {
        stripe.faults().onEveryCall().answer(status);

        SourceUnavailableException failure = failureOf(() -> directory.find(customer));

        assertThat(failure).hasMessageContaining("refuses the key").hasMessageContaining("operator");
        assertThat(stripe.calls().count("GET", CUSTOMERS)).isEqualTo(1);
    }

    @Test
    void aKeyThatIsWrongIsTheOperatorsConcernToo() {
        StripeDirectory stranger = StripeDirectory.builder(Clients.of(stripe.baseUrl(), "sk_test_stranger_4711"))
                .build();

        SourceUnavailableException failure = failureOf(() -> stranger.find(customer));

        assertThat(failure).hasMessageContaining("operator").hasMessageNotContaining("4711");
        stranger.close();
    }

    @Test
    void aLineThatIsCutIsTriedAgain() {
        stripe.faults().on("GET", CUSTOMERS).times(2).cutLine();

        assertThat(directory.find(customer).customer().id()).isEqualTo(customer);
    }

    @Test
    void aLineThatIsAlwaysCutIsAnOutage() {
        stripe.faults().on("GET", SUBSCRIPTIONS).cutLine();

        assertThat(failureOf(() -> directory.find(customer)))
                .hasMessageContaining("subscriptions of " + customer)
                .hasMessageContaining("connection failed");
    }

    @Test
    void aServerThatIsNotThereIsAnOutage() {
        stripe.close();

        assertThat(failureOf(() -> directory.find(customer))).hasMessageContaining("connection failed");
    }

    @Test
    void halfABodyIsNoAnswer() {
        stripe.createSubscription(customer.value(), it -> it.price("price_basic"));
        stripe.faults().on("GET", SUBSCRIPTIONS).cutBody();
        failureOf(() -> directory.find(customer));

        stripe.faults().clear();
        stripe.faults().on("GET", CUSTOMERS).times(1).cutBody();
        assertThat(directory.find(customer).subscriptions()).hasSize(1);
    }

    @Test
    void garbageIsNoAnswer() {
        stripe.faults().on("GET", CUSTOMERS).answerGarbage();

        assertThat(failureOf(() -> directory.find(customer))).hasMessageContaining("cannot be understood");
        assertThat(failureOf(() -> directory.findByEmail("ann@example.com")))
                .hasMessageContaining("cannot be understood");
    }

    @Test
    @Tag("promise:P2")
    void aPageThatFailsFailsTheWholeCall() {
        for (int i = 0; i < 250; i++) {
            stripe.createSubscription(customer.value(), it -> it.price("price_basic"));
            stripe.createCustomer(it -> it.email("ann@example.com"));
        }
        stripe.faults().on("GET", SUBSCRIPTIONS).afterFirst(1).answer(500);
        failureOf(() -> directory.find(customer));

        stripe.faults().clear();
        stripe.faults().onMatching("GET", CUSTOMERS).afterFirst(2).answer(500);
        failureOf(() -> directory.findByEmail("ann@example.com"));
    }

    @Test
    void aBodyThatTricklesInEndsWithTheTimeLimit() {
        stripe.faults().onEveryCall().dripBody(Duration.ofSeconds(30));

        assertEndsInTime(() -> directory(Duration.ofSeconds(1)).find(customer));
        assertEndsInTime(() -> directory(Duration.ofSeconds(1)).findByEmail("ann@example.com"));
    }

    @Test
    @Tag("promise:P4")
    void aSilentServerEndsWithTheTimeLimit() {
        stripe.faults().onEveryCall().hold();

        assertEndsInTime(() -> directory(Duration.ofSeconds(1)).find(customer));
    }

    @Test
    void aSilentServerIsAskedAgainAfterTheReadTimeout() {
        stripe.faults().on("GET", CUSTOMERS).times(1).delay(Duration.ofSeconds(4));
        try (StripeDirectory impatient = StripeDirectory.builder(Clients.of(stripe))
                .readTimeout(Duration.ofMillis(500))
                .build()) {
            assertThat(impatient.find(customer).customer().id()).isEqualTo(customer);
        }
    }

    private static void assertEndsInTime(ThrowingCallable call) {
        long start = System.nanoTime();
        failureOf(call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private StripeDirectory directory(Duration timeout) {
        return StripeDirectory.builder(Clients.of(stripe)).timeout(timeout).build();
    }

    private static Instant endOf(Call call) {
        return call.startedAt().plus(call.duration());
    }

    private static SourceUnavailableException failureOf(ThrowingCallable call) {
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, call);
        assertThat(failure).as("the exception").isNotNull().hasNoCause();
        assertThat(failure.source()).isEqualTo(Source.STRIPE);
        return failure;
    }
}
