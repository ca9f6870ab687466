package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that Stripe does not document; quotes are written as apostrophes. */
class OddPagesTest {

    private static final List<String> NONSENSE = List.of(
            "",
            "{}",
            "null",
            "[]",
            "<html>502</html>",
            "{'object':'list','data':[{'id':'cus_1'",
            "{'data':null,'has_more':false}",
            "{'data':[null],'has_more':false}",
            "{'data':[{}],'has_more':false}",
            "{'data':[],'has_more':true}",
            "{'data':[]}",
            "{'data':[{'id':'cus_1','created':-1},{'id':'cus_2','created':-1}],'has_more':true}",
            "{'data':[{'id':'cus 1','created':1}],'has_more':true}",
            "{'data':[{'id':'cus_1'}],'has_more':true}");

    @RegisterExtension
    static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(80))
            .build();

    private final StripeDirectory directory = StripeDirectory.builder(Clients.of(STRIPE.baseUrl(), "sk_test_odd"))
            .limits(StripeLimits.builder().perEndpoint(1_000).overall(4_000).build())
            .build();
    private final BillingPages pages = directory.pages();
    private final CallMeter meter = new CallMeter();

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void nonsenseIsNeverAPage() throws Exception {
        for (String body : NONSENSE) {
            given(ok(body));
            Map<String, Callable<?>> reads = new LinkedHashMap<>();
            reads.put("customers: " + body, () -> pages.customers(Span.ALL, null, meter));
            reads.put("subscriptions: " + body, () -> pages.subscriptions(Span.ALL, null, meter));
            reads.put("events: " + body, () -> pages.events(Span.ALL, List.of(), null, meter));
            OddAnswersTest.assertAllUnreadable(reads);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data':[{'id':'cus_9','created':5},{'id':'cus_5','created':5}],'has_more':true}",
                "{'data':[{'id':'cus_9','created':6}],'has_more':true}",
                "{'data':[],'has_more':true}"
            })
    void aListThatDoesNotGoOnIsNotFollowed(String second) {
        given(ok(second));

        assertThatThrownBy(() -> pages.customers(Span.ALL, "cus_5@5", meter))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("does not");
        assertThat(meter.calls()).isEqualTo(1);
    }

    @Test
    void onlyTheObjectThatTheListBeganBehindMayHaveGone() {
        given(refusal("starting_after"));
        assertThatThrownBy(() -> pages.customers(Span.ALL, null, meter)).isInstanceOf(SourceUnavailableException.class);
        assertThat(meter.calls()).isEqualTo(1);

        given(refusal("customer"));
        assertThatThrownBy(() -> pages.customers(Span.ALL, "cus_5@5", meter))
                .isInstanceOf(SourceUnavailableException.class);
        assertThat(meter.calls()).isEqualTo(2);

        given(refusal("starting_after"));
        assertThatThrownBy(() -> pages.customers(Span.ALL, "cus_5@5", meter))
                .isInstanceOf(SourceUnavailableException.class);
        assertThat(meter.calls()).isEqualTo(4);
    }

    @Test
    void aDeletedCustomerIsLeftOutAndItsPlaceKept() {
        given(ok("{'data':[{'id':'cus_2','created':7},{'id':'cus_1','deleted':true}],'has_more':true}"));

        Page<BillingCustomer> page = pages.customers(Span.ALL, null, meter);

        assertThat(page.items()).extracting(BillingCustomer::id).containsExactly(new CustomerId("cus_2"));
        assertThat(page.next()).isEqualTo("cus_1@7");
    }

    @Test
    void itemsThatStripeCutsOffAreReadAndCounted() {
        given(ok("{'data':[{'id':'sub_1','customer':'cus_1','status':'active','created':1,'items':" + "{'data':["
                + item(1) + "],'has_more':true}}],'has_more':false}"));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscription_items"))
                .withQueryParam("subscription", equalTo("sub_1"))
                .willReturn(ok("{'data':[" + item(1) + "," + item(2) + "],'has_more':false}")));

        List<CustomerSubscription> told =
                pages.subscriptions(Span.ALL, null, meter).items();

        assertThat(told)
                .hasSize(1)
                .allSatisfy(it -> assertThat(it.subscription().items()).hasSize(2));
        assertThat(meter.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'cus_odd'}",
                "{'id':'cus_odd','created':1e17}",
                "{'id':'cus_odd','created':1,'metadata':{'userId':7},'invoice_settings':{'default_payment_method':'pm_1'},"
                        + "'deleted':false,'name':'Ann','created':null}"
            })
    void aCustomerThatCannotBeUnderstoodIsAFailureOfItsOwn(String odd) {
        given(ok("{'data':[" + customer("cus_2") + "," + odd + "," + customer("cus_1") + "],'has_more':false}"));

        Page<BillingCustomer> page = pages.customers(Span.ALL, null, meter);

        assertThat(page.items())
                .extracting(BillingCustomer::id)
                .containsExactly(new CustomerId("cus_2"), new CustomerId("cus_1"));
        assertFailed(page, "cus_odd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'sub_odd','customer':'cus_odd','created':1}",
                "{'id':'sub_odd','customer':'cus_odd','status':'active'}",
                "{'id':'sub_odd','customer':'cus_odd','status':'active','created':1,'items':{'data':[{'id':'si_1'}]}}",
                "{'id':'sub_odd','customer':'cus_odd','status':'active','created':1,'items':{'data':[null]}}"
            })
    void aSubscriptionThatCannotBeUnderstoodIsAFailureOfItsCustomer(String odd) {
        given(ok(
                "{'data':[" + subscription("sub_2") + "," + odd + "," + subscription("sub_1") + "],'has_more':false}"));

        Page<CustomerSubscription> page = pages.subscriptions(Span.ALL, null, meter);

        assertThat(page.items()).extracting(it -> it.subscription().id()).containsExactly("sub_2", "sub_1");
        assertFailed(page, "cus_odd");
    }

    @Test
    void aSubscriptionOfNobodyIsAFailureOfItsOwn() {
        given(ok("{'data':[{'id':'sub_odd','status':'active','created':1,'items':{'data':[" + item(1)
                + "]}}],'has_more':false}"));

        assertFailed(pages.subscriptions(Span.ALL, null, meter), "sub_odd");
    }

    @Test
    void aFailureShowsNoIdThatCanBeNone() {
        given(ok("{'data':[{'id':'ann@example.com'}],'has_more':false}"));

        assertFailed(pages.customers(Span.ALL, null, meter), "unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'evt_odd','type':'customer.created','created':1767225600}",
                "{'id':'evt_odd','type':'customer.created','created':1767225600,'data':{}}",
                "{'id':'evt_odd','created':1767225600,'data':{'object':{'email':'ann@example.com'}}}",
                "{'id':'evt_odd','type':'customer.created','created':1,'data':{'object':{}}}",
                "{'id':'evt_odd','type':'a','created':1767225600,'data':{'object':{'object':'customer','id':7}}}"
            })
    void anEventThatCannotBeUnderstoodIsAFailureOfItsOwn(String odd) {
        given(ok("{'data':[" + event("evt_2") + "," + odd + "," + event("evt_1") + "],'has_more':false}"));

        Page<WebhookEvent> page = pages.events(Span.ALL, List.of(), null, meter);

        assertThat(page.items()).extracting(it -> it.key().id()).containsExactly("evt_2", "evt_1");
        assertFailed(page, "evt_odd");
    }

    @Test
    void anEventOfATypeThatWasNotAskedForIsLeftOut() {
        given(ok("{'data':[" + event("evt_1") + "],'has_more':false}"));

        assertThat(pages.events(Span.ALL, List.of("customer.created"), null, meter)
                        .items())
                .hasSize(1);
        assertThat(pages.events(Span.ALL, List.of("customer.deleted"), null, meter))
                .satisfies(page -> assertThat(page.items()).isEmpty())
                .satisfies(page -> assertThat(page.failures()).isEmpty());
    }

    @Test
    void anEventOfAConnectedAccountKeepsItsAccount() {
        given(ok("{'data':[{'id':'evt_1','account':'acct_1','type':'invoice.paid','created':1767225600,'livemode':true,"
                + "'data':{'object':{'object':'invoice','id':'in_1','customer':'cus_1'}}}],'has_more':false}"));

        assertThat(pages.events(Span.ALL, List.of(), null, meter).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.key().account()).isEqualTo("acct_1");
                    assertThat(event.live()).isTrue();
                    assertThat(event.customers()).containsExactly(new CustomerId("cus_1"));
                });
    }

    private static void assertFailed(Page<?> page, String id) {
        assertThat(page.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.id()).isEqualTo(id);
            assertThat(failure.reason()).contains("understood").doesNotContain("@", "Ann");
        });
    }

    private static String customer(String id) {
        return "{'id':'" + id + "','created':1}";
    }

    private static String subscription(String id) {
        return "{'id':'" + id + "','customer':'cus_1','status':'active','created':1,'items':{'data':[" + item(1)
                + "]}}";
    }

    private static String event(String id) {
        return "{'id':'" + id + "','object':'event','type':'customer.created','created':1767225600,'livemode':false,"
                + "'data':{'object':{'object':'customer','id':'cus_1'}}}";
    }

    private static String item(int number) {
        return "{'id':'si_" + number + "','quantity':1,'price':{'id':'price_" + number + "','currency':'usd'}}";
    }

    private static void given(ResponseDefinitionBuilder answer) {
        STRIPE.resetMappings();
        STRIPE.stubFor(get(anyUrl()).willReturn(answer));
    }

    private static ResponseDefinitionBuilder refusal(String param) {
        return jsonResponse(
                "{\"error\":{\"code\":\"resource_missing\",\"type\":\"invalid_request_error\",\"param\":\"" + param
                        + "\"}}",
                400);
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return okJson(body.replace('\'', '"'));
    }
}
