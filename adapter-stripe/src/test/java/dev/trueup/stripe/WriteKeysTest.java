package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.testkit.SettableClock;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a write sends: its parameters, and the key under which Stripe knows it again. */
class WriteKeysTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final CustomerId CUSTOMER = new CustomerId("cus_1");

    @RegisterExtension
    static final WireMockExtension STRIPE =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private final StripeActions actions = StripeActions.builder(Clients.of(STRIPE.baseUrl(), "sk_test_keys"))
            .clock(SettableClock.at("2026-01-31T12:00:00Z"))
            .build();

    @AfterEach
    void close() {
        actions.close();
    }

    @Test
    @Tag("promise:P7")
    void theTriesOfAWriteShareAKeyAndNoTwoWritesDo() {
        STRIPE.stubFor(any(anyUrl()).willReturn(serverError()));
        List<ThrowingCallable> writes = List.of(
                () -> actions.update(CUSTOMER, "ann@example.com", "Ann"),
                () -> actions.update(CUSTOMER, "ann@example.com", "Ann"),
                () -> actions.adopt(CUSTOMER, ANN),
                () -> actions.cancel("sub_1", End.AT_PERIOD_END),
                () -> actions.reactivate("sub_1"),
                () -> actions.open(order(CheckoutOrder.Mode.PAYMENT), CUSTOMER, ANN, Duration.ofHours(1)));

        Set<String> keys = new HashSet<>();
        for (ThrowingCallable write : writes) {
            STRIPE.resetRequests();
            assertThat(catchThrowable(write)).isInstanceOf(SourceUnavailableException.class);
            List<LoggedRequest> tries = requests();
            assertThat(tries).hasSize(3).allSatisfy(it -> assertThat(it.getMethod())
                    .isEqualTo(RequestMethod.POST));
            assertThat(tries).extracting(WriteKeysTest::key).containsOnly(key(tries.get(0)));
            assertThat(tries)
                    .extracting(LoggedRequest::getBodyAsString)
                    .containsOnly(tries.get(0).getBodyAsString());
            keys.add(key(tries.get(0)));
        }
        assertThat(keys).hasSize(writes.size()).allMatch(key -> key.length() > 30);
    }

    @Test
    void aCreationCarriesTheKeyOfItsCallerAndNothingThatChanges() {
        STRIPE.stubFor(any(anyUrl()).willReturn(serverError()));

        assertThat(catchThrowable(() -> actions.create(ANN, "trueup:acct:user_ann:1")))
                .isInstanceOf(SourceUnavailableException.class);

        assertThat(requests()).hasSize(3).allSatisfy(it -> {
            assertThat(it.getUrl()).isEqualTo("/v1/customers");
            assertThat(key(it)).isEqualTo("trueup:acct:user_ann:1");
            assertThat(parameters(it)).containsExactly("metadata[userId]=user_ann");
        });
    }

    @Test
    void aKeyThatStripeCannotTakeIsRefusedWithoutACall() {
        for (String key : List.of("", " ", "a b", "a\nb", "schlüssel", "k".repeat(256))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> actions.create(ANN, key))
                    .withMessageContaining("idempotencyKey");
        }
        assertThat(requests()).isEmpty();
    }

    @Test
    void endingNowReadsFirstAndSendsNoKey() {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscriptions/sub_1")).willReturn(subscription("active")));
        STRIPE.stubFor(delete(urlPathEqualTo("/v1/subscriptions/sub_1")).willReturn(subscription("canceled")));

        assertThat(actions.cancel("sub_1", End.NOW)).isTrue();

        assertThat(requests())
                .extracting(LoggedRequest::getMethod)
                .containsExactly(RequestMethod.GET, RequestMethod.DELETE);
        assertThat(requests()).noneMatch(it -> it.containsHeader("Idempotency-Key"));
        assertThat(requests().get(1).getBodyAsString()).isEmpty();
    }

    @Test
    void anUpdateSendsWhatItIsToldAndEmptyTextForNothing() {
        STRIPE.stubFor(any(anyUrl()).willReturn(okJson("{\"id\": \"cus_1\", \"created\": 1}")));

        actions.update(CUSTOMER, "ann+1@example.com", null);
        actions.update(CUSTOMER, null, "Ann & Söhne");
        actions.adopt(CUSTOMER, ANN);

        assertThat(requests())
                .extracting(WriteKeysTest::parameters)
                .containsExactly(
                        Set.of("email=ann+1@example.com", "name="),
                        Set.of("email=", "name=Ann & Söhne"),
                        Set.of("metadata[userId]=user_ann"));
    }

    @Test
    void aCheckoutSendsTheUserInEveryPlaceThatStripeHandsOn() {
        STRIPE.stubFor(any(anyUrl()).willReturn(serverError()));
        for (CheckoutOrder.Mode mode : CheckoutOrder.Mode.values()) {
            assertThat(catchThrowable(() -> actions.open(order(mode), CUSTOMER, ANN, Duration.ofHours(2))))
                    .isInstanceOf(SourceUnavailableException.class);
        }

        Set<String> payment = Set.of(
                "mode=payment",
                "customer=cus_1",
                "client_reference_id=user_ann",
                "metadata[userId]=user_ann",
                "line_items[0][price]=price_1",
                "line_items[0][quantity]=1",
                "success_url=https://shop.example/thanks?id={CHECKOUT_SESSION_ID}",
                "expires_at=1769868000");
        Set<String> subscription = new HashSet<>(payment);
        subscription.remove("mode=payment");
        subscription.add("mode=subscription");
        subscription.add("subscription_data[metadata][userId]=user_ann");
        assertThat(requests()).extracting(WriteKeysTest::parameters).containsOnly(subscription, payment);
    }

    private static CheckoutOrder order(CheckoutOrder.Mode mode) {
        return new CheckoutOrder("price_1", mode, "https://shop.example/thanks?id={CHECKOUT_SESSION_ID}", null);
    }

    private static ResponseDefinitionBuilder subscription(String status) {
        return okJson("{\"id\": \"sub_1\", \"object\": \"subscription\", \"status\": \"" + status + "\"}");
    }

    private static List<LoggedRequest> requests() {
        return STRIPE.findAll(anyRequestedFor(anyUrl()));
    }

    private static String key(LoggedRequest request) {
        return request.header("Idempotency-Key").firstValue();
    }

    private static Set<String> parameters(LoggedRequest request) {
        Set<String> parameters = new HashSet<>();
        Stream.of(request.getBodyAsString().split("&"))
                .map(it -> URLDecoder.decode(it, StandardCharsets.UTF_8))
                .forEach(parameters::add);
        return parameters;
    }
}
