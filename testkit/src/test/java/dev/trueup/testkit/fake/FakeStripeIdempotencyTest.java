package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import dev.trueup.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeStripeIdempotencyTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void theSameKeyAndParametersReplayTheSavedAnswer() throws StripeException {
        Customer first = create("key", "ann@example.com");
        stripe.updateCustomer(first.getId(), customer -> customer.email("new@example.com"));

        Customer second = create("key", "ann@example.com");

        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(second.getEmail()).isEqualTo("ann@example.com");
        assertThat(stripe.customerIds()).hasSize(1);
        assertThat(first.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(second.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
    }

    @Test
    void aReplayMayNameACustomerThatIsDeletedMeanwhile() throws StripeException {
        Customer first = create("key", "ann@example.com");
        stripe.deleteCustomer(first.getId());

        assertThat(create("key", "ann@example.com").getId()).isEqualTo(first.getId());
        assertThat(stripe.customerIds()).isEmpty();
    }

    @Test
    void theSameKeyWithOtherParametersIsAnError() throws StripeException {
        create("key", "ann@example.com");

        assertThatThrownBy(() -> create("key", "bob@example.com"))
                .asInstanceOf(type(IdempotencyException.class))
                .returns(400, IdempotencyException::getStatusCode);
    }

    @Test
    void theSameKeyAtAnotherEndpointIsAnError() throws StripeException {
        Customer customer = create("key", "ann@example.com");

        assertThatThrownBy(() -> client.v1().customers().update(customer.getId(), options("key")))
                .isInstanceOf(IdempotencyException.class);
    }

    @Test
    void aKeyIsForgottenAfterADay() throws StripeException {
        Customer first = create("key", "ann@example.com");
        clock.advance(Duration.ofHours(24));

        assertThat(create("key", "ann@example.com").getId()).isNotEqualTo(first.getId());
    }

    @Test
    void aFailureOfStripesOwnIsReplayedToo() {
        stripe.faults().on("POST", "/v1/customers").times(1).answer(500);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> create("key", "ann@example.com"))
                    .asInstanceOf(type(ApiException.class))
                    .returns(500, ApiException::getStatusCode);
        }
        assertThat(stripe.customerIds()).isEmpty();
    }

    @Test
    void aFailureAfterTheEffectIsReplayedAndTheEffectStays() {
        stripe.faults().on("POST", "/v1/customers").times(1).failAfterEffect(500);

        assertThatThrownBy(() -> create("key", "ann@example.com"))
                .asInstanceOf(type(ApiException.class))
                .satisfies(first -> assertThat(replayed(first)).isEmpty());
        assertThatThrownBy(() -> create("key", "ann@example.com"))
                .asInstanceOf(type(ApiException.class))
                .returns(500, ApiException::getStatusCode)
                .satisfies(second -> assertThat(replayed(second)).contains("true"));
        assertThat(stripe.customerIds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void anAnswerThatWasLostOnTheWayIsReplayedAsItWas(int status) throws StripeException {
        stripe.faults().on("POST", "/v1/customers").times(2).failAfterEffect(status);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> create("key", "ann@example.com"))
                    .asInstanceOf(type(ApiException.class))
                    .returns(status, ApiException::getStatusCode);
        }

        Customer replayed = create("key", "ann@example.com");

        assertThat(stripe.customerIds()).containsExactly(replayed.getId());
    }

    @Test
    void whatIsNotStripesOwnAnswerIsNotSaved() throws StripeException {
        stripe.faults().on("POST", "/v1/customers").times(1).answerGarbage();

        assertThatThrownBy(() -> create("key", "ann@example.com")).isInstanceOf(StripeException.class);

        assertThat(create("key", "ann@example.com").getId()).startsWith("cus_");
    }

    @Test
    void aCallThatWasTooManyIsNotSaved() throws StripeException {
        stripe.faults().on("POST", "/v1/customers").times(1).answer(429);

        assertThatThrownBy(() -> create("key", "ann@example.com")).isInstanceOf(RateLimitException.class);

        assertThat(create("key", "ann@example.com").getId()).startsWith("cus_");
    }

    @Test
    void aRefusedCallIsNotSaved() throws StripeException {
        assertThatThrownBy(() -> create("key", "no address")).isInstanceOf(StripeException.class);

        assertThat(create("key", "ann@example.com").getId()).startsWith("cus_");
    }

    @Test
    void afterACutLineTheKeyTellsWhatWasDone() throws StripeException {
        // Twice, because the JDK's client silently sends the call again after the first cut.
        stripe.faults().on("POST", "/v1/customers").times(2).cutLineAfterEffect();
        assertThatThrownBy(() -> create("key", "ann@example.com")).isInstanceOf(ApiConnectionException.class);

        Customer replayed = create("key", "ann@example.com");

        assertThat(stripe.customerIds()).containsExactly(replayed.getId());
    }

    @Test
    void aKeyInUseIsAConflict() {
        IdempotencyKeys keys = new IdempotencyKeys(Clock.systemUTC());
        ApiRequest request = new ApiRequest("POST", "/v1/customers", List.of(), Map.of(), "");
        List<Reply> second = new ArrayList<>();

        Reply first = keys.answer("key", request, () -> {
            second.add(keys.answer("key", request, () -> Reply.NONE));
            return Reply.ok(Json.object());
        });

        assertThat(first.status()).isEqualTo(200);
        assertThat(second).singleElement().satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body()).contains("idempotency_key_in_use");
        });
    }

    private static Optional<String> replayed(StripeException failure) {
        return failure.getStripeError().getLastResponse().headers().firstValue("Idempotent-Replayed");
    }

    private Customer create(String key, String email) throws StripeException {
        return client.v1()
                .customers()
                .create(CustomerCreateParams.builder().setEmail(email).build(), options(key));
    }

    private static RequestOptions options(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }
}
