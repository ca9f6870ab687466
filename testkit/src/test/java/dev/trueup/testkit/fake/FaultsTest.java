package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private static final String CUSTOMERS = "/v1/customers";

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeClient client = StripeSdk.client(stripe);
    private final String customer = stripe.createCustomer(c -> c.email("ann@example.com"));

    @AfterEach
    void close() {
        stripe.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void anOrderedStatusComesWithStripesErrorBody(int status) {
        stripe.faults().on("GET", CUSTOMERS).answer(status);

        assertThatThrownBy(this::retrieve)
                .asInstanceOf(type(ApiException.class))
                .returns(status, ApiException::getStatusCode)
                .satisfies(error -> assertThat(error.getStripeError().getType()).isEqualTo("api_error"));
    }

    @Test
    void anOrdered429SaysWhenToComeBack() {
        stripe.faults().on("GET", CUSTOMERS).answer(429, Duration.ofSeconds(7));

        assertThatThrownBy(this::retrieve)
                .asInstanceOf(type(RateLimitException.class))
                .satisfies(error -> assertThat(error.getStripeError()
                                .getLastResponse()
                                .headers()
                                .firstValue("Retry-After"))
                        .contains("7"));
    }

    @Test
    void aRuleStrikesAsOftenAsItSaysAfterThoseItSpares() throws StripeException {
        stripe.faults().on("GET", CUSTOMERS).afterFirst(1).times(2).answer(503);

        List<Integer> statuses = statusesOf(5);

        assertThat(statuses).containsExactly(200, 503, 503, 200, 200);
    }

    @Test
    void ofTwoRulesThatDecideTheFirstStrikesFirst() throws StripeException {
        stripe.faults().on("GET", CUSTOMERS).times(1).answer(503);
        stripe.faults().on("GET", CUSTOMERS).times(1).answer(500);

        assertThat(statusesOf(3)).containsExactly(503, 500, 200);
    }

    @Test
    void aRuleMeansOnlyItsMethodAndPath() throws StripeException {
        stripe.faults().onMatching("GET", "/v1/customers").answer(503);
        stripe.faults().on("POST", "/v1/customers/").answer(503);

        assertThat(retrieve().getId()).isEqualTo(customer);
        assertThatThrownBy(() -> client.v1().customers().list()).isInstanceOf(ApiException.class);
    }

    @Test
    void aProbabilityStrikesTheSameCallsForTheSameSeed() throws StripeException {
        stripe.faults().on("GET", CUSTOMERS).withProbability(0.3, 42).answer(503);
        List<Integer> first = statusesOf(50);
        stripe.faults().clear();
        stripe.faults().on("GET", CUSTOMERS).withProbability(0.3, 42).answer(503);

        assertThat(first).contains(200, 503);
        assertThat(statusesOf(50)).isEqualTo(first);
    }

    @Test
    void clearingEndsEveryRule() {
        stripe.faults().onEveryCall().answer(503);
        stripe.faults().limitRate(1, 1, Duration.ofHours(1));

        stripe.faults().clear();

        assertThat(statusesOf(3)).containsExactly(200, 200, 200);
    }

    @Test
    void garbageAndForeignBodiesReachTheClient() {
        stripe.faults().on("GET", CUSTOMERS).times(1).answerGarbage();
        stripe.faults().on("GET", CUSTOMERS).times(1).answerBody(502, "<html>bad gateway</html>");

        assertThatThrownBy(this::retrieve).isInstanceOf(ApiException.class).hasMessageContaining("Invalid response");
        assertThatThrownBy(this::retrieve)
                .asInstanceOf(type(ApiException.class))
                .returns(502, ApiException::getStatusCode);
    }

    @Test
    void aCutLineIsAConnectionError() {
        stripe.faults().on("POST", CUSTOMERS).times(2).cutLine();

        assertThatThrownBy(this::create).isInstanceOf(ApiConnectionException.class);

        assertThat(stripe.customerIds()).containsExactly(customer);
        assertThat(stripe.calls().all()).extracting(Call::status).containsExactly(0, 0);
    }

    @Test
    void stripesClientSilentlySendsAgainAfterOneCutLine() throws StripeException {
        stripe.faults().on("POST", CUSTOMERS).times(1).cutLine();

        assertThatCode(this::create).doesNotThrowAnyException();

        assertThat(stripe.calls().all()).extracting(Call::status).containsExactly(0, 200);
    }

    @Test
    void aBodyCutInTheMiddleComesAfterTheEffectAndIsNoJson() {
        stripe.faults().on("POST", CUSTOMERS).times(1).cutBody();

        assertThatThrownBy(this::create).isInstanceOf(ApiException.class).hasMessageContaining("Invalid response");

        assertThat(stripe.customerIds()).hasSize(2);
    }

    @Test
    void theEffectMayHaveHappenedThoughTheAnswerIsAnError() {
        stripe.faults().on("POST", CUSTOMERS).times(1).failAfterEffect(503);

        assertThatThrownBy(this::create).isInstanceOf(ApiException.class);

        assertThat(stripe.customerIds()).hasSize(2);
    }

    @Test
    void anAnswerIsDelayedAfterItsWork() throws Exception {
        CountDownLatch worked = new CountDownLatch(1);
        stripe.events().listen(event -> worked.countDown());
        stripe.faults().on("POST", CUSTOMERS).delayAnswer(Duration.ofMillis(500));

        FutureTask<Customer> creating = new FutureTask<>(this::create);
        new Thread(creating).start();

        assertThat(worked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(creating).isNotDone();
        assertThat(creating.get(10, TimeUnit.SECONDS).getId()).startsWith("cus_");
    }

    @Test
    void delaysAddUpAndAreInTheDurationOfTheCall() throws StripeException {
        stripe.faults().on("GET", CUSTOMERS).delay(Duration.ofMillis(60));
        stripe.faults().onEveryCall().delay(Duration.ofMillis(40));

        retrieve();

        assertThat(stripe.calls().all().get(0).duration()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aSlowBodyArrivesWholeInTheEnd() throws StripeException {
        stripe.faults().on("GET", CUSTOMERS).dripBody(Duration.ofMillis(200));

        long start = System.nanoTime();
        assertThat(retrieve().getEmail()).isEqualTo("ann@example.com");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aSlowBodyRunsIntoTheClientsTimeout() {
        StripeClient hasty = StripeClient.builder()
                .setApiKey(stripe.apiKey())
                .setApiBase(stripe.baseUrl())
                .setReadTimeout(100)
                .build();
        stripe.faults().on("GET", CUSTOMERS).dripBody(Duration.ofMinutes(1));

        assertThatThrownBy(() -> hasty.v1().customers().retrieve(customer)).isInstanceOf(ApiConnectionException.class);
    }

    @Test
    void theRateLimitCountsEachEndpointWhateverTheId() {
        String other = stripe.createCustomer(c -> c.email("bob@example.com"));
        stripe.faults().limitRate(2, 100, Duration.ofHours(1));

        assertThat(statusesOf(2)).containsExactly(200, 200);
        assertThatThrownBy(() -> client.v1().customers().retrieve(other))
                .asInstanceOf(type(RateLimitException.class))
                .satisfies(error -> assertThat(error.getStripeError()
                                .getLastResponse()
                                .headers()
                                .firstValue("Stripe-Rate-Limited-Reason"))
                        .contains("endpoint-rate"));
        assertThatCode(() -> client.v1().customers().list()).doesNotThrowAnyException();
        assertThat(stripe.faults().refusedByRateLimit()).isEqualTo(1);
    }

    private Customer retrieve() throws StripeException {
        return client.v1().customers().retrieve(customer);
    }

    private Customer create() throws StripeException {
        return client.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("new@example.com")
                        .build());
    }

    private List<Integer> statusesOf(int calls) {
        List<Integer> statuses = new ArrayList<>();
        for (int n = 0; n < calls; n++) {
            try {
                statuses.add(retrieve().getLastResponse().code());
            } catch (StripeException refused) {
                statuses.add(refused.getStatusCode());
            }
        }
        return statuses;
    }
}
