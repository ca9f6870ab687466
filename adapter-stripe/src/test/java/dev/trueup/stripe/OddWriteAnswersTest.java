package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions.End;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to writes that Stripe does not document, and those that it documents in words only. */
class OddWriteAnswersTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final CustomerId CUSTOMER = new CustomerId("cus_1");
    private static final CheckoutOrder ORDER =
            new CheckoutOrder("price_1", CheckoutOrder.Mode.PAYMENT, "https://shop.example/thanks", null);
    private static final List<String> NONSENSE = List.of(
            "",
            "{}",
            "null",
            "[]",
            "'text'",
            "{'error':{}}",
            "<html><body>502 Bad Gateway</body></html>",
            "{'id':'cus_1'",
            "{'id':'cus_other','object':'customer','created':1}",
            "{'id':'cus_1','object':'customer'}",
            "{'id':'sub_other','object':'subscription','status':'active'}",
            "{'id':'sub_1','object':'invoice','status':'active'}",
            "{'id':'cs_1','object':'checkout.session'}",
            "{'id':'cs_1','object':'charge','url':'https://checkout.stripe.com/c/pay/cs_1'}",
            "{'a':".repeat(20_000));

    @RegisterExtension
    static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(80))
            .build();

    private final StripeActions actions = StripeActions.builder(Clients.of(STRIPE.baseUrl(), "sk_test_odd"))
            .readTimeout(Duration.ofSeconds(30))
            .timeout(Duration.ofMinutes(1))
            .build();

    @AfterEach
    void close() {
        actions.close();
    }

    @Test
    @Tag("promise:P8")
    void nonsenseIsNeverTakenForDone() throws Exception {
        for (String body : NONSENSE) {
            STRIPE.stubFor(any(anyUrl()).willReturn(answer(200, body)));

            Map<String, Callable<?>> writes = new LinkedHashMap<>();
            writes.put("create, " + body, () -> actions.create(ANN, "key"));
            writes.put("update, " + body, () -> actions.update(CUSTOMER, null, null));
            writes.put("adopt, " + body, () -> actions.adopt(CUSTOMER, ANN));
            writes.put("cancel, " + body, () -> actions.cancel("sub_1", End.AT_PERIOD_END));
            writes.put("end, " + body, () -> actions.cancel("sub_1", End.NOW));
            writes.put("reactivate, " + body, () -> actions.reactivate("sub_1"));
            writes.put("open, " + body, this::open);
            OddAnswersTest.assertAllUnreadable(writes);
        }
    }

    @Test
    void aCreatedCustomerHasToCarryItsUser() {
        STRIPE.stubFor(
                any(anyUrl()).willReturn(answer(200, "{'id':'cus_2','created':1,'metadata':{'userId':'user_bob'}}")));

        assertThatThrownBy(() -> actions.create(ANN, "key"))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("not about it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'message':'Unrecognized request URL','type':'invalid_request_error'}}",
                "{'error':{'code':'resource_missing','param':'expand','type':'invalid_request_error'}}",
                "<html>404</html>"
            })
    void onlyStripesOwnWordMakesACustomerMissing(String body) {
        STRIPE.stubFor(any(anyUrl()).willReturn(answer(404, body)));

        assertThatThrownBy(() -> actions.update(CUSTOMER, null, null)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> actions.cancel("sub_1", End.NOW)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> actions.reactivate("sub_1")).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aCustomerThatIsThereAndCannotBeWrittenIsAFailure() {
        STRIPE.stubFor(post(urlPathEqualTo("/v1/customers/cus_1"))
                .willReturn(answer(404, "{'error':{'code':'resource_missing','param':'id'}}")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/customers/cus_1"))
                .willReturn(answer(200, "{'id':'cus_1','object':'customer','created':1}")));

        assertThatThrownBy(() -> actions.update(CUSTOMER, null, null))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("HTTP 404");
    }

    @Test
    void aFailureIsOldOnlyIfStripeSaysSo() {
        STRIPE.stubFor(any(anyUrl())
                .willReturn(answer(500, "{'error':{'type':'api_error'}}").withHeader("Idempotent-Replayed", "false")));
        assertThatThrownBy(() -> actions.create(ANN, "key")).isInstanceOf(SourceUnavailableException.class);

        for (int status : new int[] {400, 402, 404, 409, 500, 503}) {
            STRIPE.stubFor(any(anyUrl())
                    .willReturn(answer(status, "{'error':{'type':'api_error'}}")
                            .withHeader("Idempotent-Replayed", "true")));
            assertThat(actions.create(ANN, "key")).as("status %d", status).isEmpty();
        }
    }

    @Test
    void aSubscriptionThatEndsBetweenTwoCallsHasEnded() {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscriptions/sub_1"))
                .willReturn(answer(200, "{'id':'sub_1','object':'subscription','status':'active'}")));
        STRIPE.stubFor(delete(urlPathEqualTo("/v1/subscriptions/sub_1"))
                .willReturn(answer(404, "{'error':{'code':'resource_missing','param':'id'}}")));

        assertThat(actions.cancel("sub_1", End.NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://checkout.stripe.com/c/pay/cs_1",
                "http://127.0.0.1.example.com/cs_1",
                "http://127.0.0.1@example.com/cs_1",
                "https://stripe.com@example.com/cs_1",
                "javascript:alert(1)",
                "//checkout.stripe.com/c/pay/cs_1",
                "/c/pay/cs_1",
                "https:///cs_1",
                "https://check out.example/cs_1",
                "https://checkout.stripe.com/cs_1\\nX",
                "ftp://checkout.stripe.com/cs_1",
                ""
            })
    void aBrowserIsSentToNoAddressThatIsNotSafe(String url) {
        givenSession("cs_1", url);

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("its address is not valid")
                .hasMessageNotContaining("//");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://checkout.stripe.com/c/pay/cs_1#fid%2Fkd|Wx^OY",
                "https://pay.shop.example/c/pay/cs_1",
                "http://127.0.0.1:4002/pay/cs_1",
                "http://localhost/pay/cs_1",
                "http://[::1]:80/pay/cs_1"
            })
    void aSessionsAddressIsHandedOnAsItCame(String url) {
        givenSession("cs_1", url);

        assertThat(open()).contains(new OpenCheckout("cs_1", url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_1", "cs_", "cs_1/../x", "cs_ü"})
    void aSessionHasToHaveASessionsId(String id) {
        givenSession(id, "https://checkout.stripe.com/c/pay/cs_1");

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("its id is not valid");
    }

    @ParameterizedTest
    @CsvSource({"cus_2,user_ann", "cus_1,user_bob"})
    void aSessionHasToBeOfTheCustomerAndTheUserThatItIsFor(String customer, String user) {
        givenSession("cs_1", "https://checkout.stripe.com/c/pay/cs_1", customer, user);

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("not about it");
    }

    @Test
    void aPriceThatCannotBeReadIsNotAnUnknownOne() {
        STRIPE.stubFor(post(urlPathEqualTo("/v1/checkout/sessions"))
                .willReturn(answer(400, "{'error':{'type':'invalid_request_error'}}")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/prices/price_1")).willReturn(answer(403, "{'error':{}}")));

        assertThatThrownBy(this::open).isInstanceOf(SourceUnavailableException.class);
    }

    private Optional<OpenCheckout> open() {
        return actions.open(ORDER, CUSTOMER, ANN, Duration.ofHours(1));
    }

    private static void givenSession(String id, String url) {
        givenSession(id, url, "cus_1", "user_ann");
    }

    private static void givenSession(String id, String url, String customer, String user) {
        STRIPE.stubFor(post(urlPathEqualTo("/v1/checkout/sessions"))
                .willReturn(answer(
                        200,
                        "{'id':'" + id + "','object':'checkout.session','customer':'" + customer
                                + "','client_reference_id':'" + user + "','url':'" + url + "'}")));
    }

    private static ResponseDefinitionBuilder answer(int status, String body) {
        return jsonResponse(body.replace('\'', '"'), status);
    }
}
