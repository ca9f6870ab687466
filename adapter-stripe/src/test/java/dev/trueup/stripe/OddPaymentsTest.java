package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentData;
import dev.trueup.model.Pricing;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.PaymentPages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments and prices that Stripe does not document; quotes are written as apostrophes. */
@Tag("promise:P10")
class OddPaymentsTest {

    private static final CustomerId ANN = new CustomerId("cus_1");
    private static final List<String> NONSENSE = List.of(
            "",
            "{}",
            "null",
            "[]",
            "<html>502</html>",
            "{'object':'list','data':[{'id':'ch_1'",
            "{'data':null,'has_more':false}",
            "{'data':[null],'has_more':false}",
            "{'data':[{}],'has_more':false}",
            "{'data':[]}");

    @RegisterExtension
    static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(80))
            .build();

    private final StripeDirectory directory = StripeDirectory.builder(Clients.of(STRIPE.baseUrl(), "sk_test_odd"))
            .limits(StripeLimits.builder().perEndpoint(1_000).overall(4_000).build())
            .build();
    private final PaymentPages payments = directory.payments();
    private final CallMeter meter = new CallMeter();

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void nonsenseIsNeitherAPageNorAHistory() throws Exception {
        for (String body : NONSENSE) {
            given(ok(body));
            Map<String, Callable<?>> reads = new LinkedHashMap<>();
            reads.put("charges: " + body, () -> payments.charges(Span.ALL, null, meter));
            reads.put("intents: " + body, () -> payments.intents(Span.ALL, null, meter));
            reads.put("invoices: " + body, () -> payments.invoices(Span.ALL, null, meter));
            reads.put("history: " + body, () -> payments.history(ANN));
            OddAnswersTest.assertAllUnreadable(reads);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'ch_odd','object':'charge','customer':'cus_1'}",
                "{'id':'ch_odd','object':'charge','customer':'cus_1','amount':-5,'currency':'usd','status':'failed','created':1}",
                "{'id':'ch_odd','object':'charge','customer':'ann@example.com\\n','amount':5,'currency':'usd','status':'failed','created':1}"
            })
    void aChargeThatCannotBeUnderstoodIsAFailureOfItsOwnAndNoHistory(String odd) {
        given(ok("{'data':[" + charge("ch_2", "cus_1") + "," + odd + "," + charge("ch_1", "cus_1")
                + "],'has_more':false}"));

        Page<PaymentData> page = payments.charges(Span.ALL, null, meter);

        assertThat(page.items()).extracting(PaymentData::id).containsExactly("ch_2", "ch_1");
        assertFailed(page, "ch_odd");
        assertThatThrownBy(() -> payments.history(ANN)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void anInvoiceThatCannotBeUnderstoodIsAFailureOfItsOwn() {
        given(ok("{'data':[{'id':'in_odd','customer':'cus_1','status':'paid'}],'has_more':false}"));

        Page<InvoiceData> page = payments.invoices(Span.ALL, null, meter);

        assertThat(page.items()).isEmpty();
        assertFailed(page, "in_odd");
    }

    @Test
    void whatBelongsToNobodyIsLeftOutEvenIfItMakesNoSense() {
        given(
                ok(
                        "{'data':[{'id':'ch_1','object':'charge'},{'id':'ch_0','object':'charge','customer':null,'created':7}],'has_more':true}"));

        Page<PaymentData> page = payments.charges(Span.ALL, null, meter);

        assertThat(page.items()).isEmpty();
        assertThat(page.failures()).isEmpty();
        assertThat(page.next()).isEqualTo("ch_0@7");
    }

    @Test
    void aHistoryOfSomebodyElseIsRefused() {
        given(ok("{'data':[],'has_more':false}"));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/charges"))
                .willReturn(ok("{'data':[" + charge("ch_1", "cus_2") + "],'has_more':false}")));

        assertThatThrownBy(() -> payments.history(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("another customer's");
    }

    @Test
    void aPriceThatStripeDoesNotKnowHasNoTiersAndIsAskedForOnce() {
        givenTiered();
        givenPrice(jsonResponse("{\"error\":{\"code\":\"resource_missing\",\"type\":\"invalid_request_error\"}}", 404));

        assertThat(subscriptions().items())
                .extracting(it -> it.subscription().items().get(0).pricing())
                .containsExactly(new Pricing(null, "volume", List.of(), null, false));
        subscriptions();
        assertThat(meter.calls()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'id':'price_other','object':'price','tiers':[]}",
                "{'id':'price_1','object':'coupon','tiers':[]}"
            })
    void whatIsNotThePriceFailsThePage(String body) {
        givenTiered();
        givenPrice(ok(body));

        assertThatThrownBy(this::subscriptions).isInstanceOf(SourceUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[{'unit_amount_decimal':'1e-99'}]"})
    void tiersThatMakeNoSenseAreAFailureOfTheCustomer(String tiers) {
        givenTiered();
        givenPrice(ok("{'id':'price_1','object':'price','tiers':" + tiers + "}"));

        assertFailed(subscriptions(), "cus_1");
    }

    @Test
    void anIdThatCouldMakeAnotherPathIsNotAskedFor() {
        given(ok("{'data':[" + subscription("../customers?x=") + "],'has_more':false}"));

        assertThat(subscriptions().items()).hasSize(1);
        assertThat(meter.calls()).isEqualTo(1);
    }

    private Page<CustomerSubscription> subscriptions() {
        return directory.pages().subscriptions(Span.ALL, null, meter);
    }

    private static void assertFailed(Page<?> page, String id) {
        assertThat(page.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.id()).isEqualTo(id);
            assertThat(failure.reason()).contains("understood").doesNotContain("@", "Ann");
        });
    }

    private static void givenTiered() {
        given(ok("{'data':[" + subscription("price_1") + "],'has_more':false}"));
    }

    private static void givenPrice(ResponseDefinitionBuilder answer) {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/prices/price_1")).willReturn(answer));
    }

    private static String charge(String id, String customer) {
        return "{'id':'" + id + "','object':'charge','customer':'" + customer
                + "','amount':5,'currency':'usd','status':'succeeded','created':1}";
    }

    private static String subscription(String price) {
        return "{'id':'sub_1','customer':'cus_1','status':'active','created':1,'discounts':[],'items':{'data':["
                + "{'id':'si_1','quantity':1,'price':{'id':'" + price
                + "','currency':'usd','billing_scheme':'tiered','tiers_mode':'volume'}}]}}";
    }

    private static void given(ResponseDefinitionBuilder answer) {
        STRIPE.resetMappings();
        STRIPE.stubFor(get(anyUrl()).willReturn(answer));
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return okJson(body.replace('\'', '"'));
    }
}
