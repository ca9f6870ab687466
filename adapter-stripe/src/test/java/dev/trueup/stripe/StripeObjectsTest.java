package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.trueup.model.BillingObject;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the look-ups of single objects cost, and which answers count. */
class StripeObjectsTest {

    private static final String[] SECRETS = {"ann@", "4242", "sk_test_51", "\"error\"", "No such", "<html"};

    private static final List<String> HOSTILE = List.of(
            "",
            "{}",
            "null",
            "[]",
            "<html>ann@example.com</html>",
            "{'id':'cs_1','object':'list','data':[]}",
            "{'id':'cs_other','object':'checkout.session','customer':'cus_ann@example.com'}",
            "{'id':'CS_1','object':'checkout.session','customer':'cus_1'}",
            "{'id':'cs_1','customer':'cus_1'}",
            "{'id':'cs_1','object':'invoice','customer':'cus_1'}",
            "{'id':'cs_1','object':'checkout.session','customer':'ann@example.com\\n'}",
            "{'id':'cs_1','object':'checkout.session','customer':''}",
            "{'id':'cs_1','object':'checkout.session','customer':{}}",
            "{'id':'cs_1','object':'checkout.session','customer':[]}",
            "{'id':['cs_1'],'object':'checkout.session'}",
            "{'id':'cs_1','object':'checkout.session','customer':'cus_1",
            "{'id':'cs_1','object':'checkout.session','customer':{'subscriptions':{'data':[".repeat(5_000));

    @RegisterExtension
    static final WireMockExtension ODD = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(80))
            .build();

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final StripeDirectory odd = StripeDirectory.builder(Clients.of(ODD.baseUrl(), "sk_test_51Secret"))
            .readTimeout(Duration.ofSeconds(30))
            .timeout(Duration.ofMinutes(1))
            .build();

    @AfterEach
    void close() {
        directory.close();
        odd.close();
        stripe.close();
    }

    @Test
    void aSessionCostsOneCallAndExpandsNothing() {
        String id = stripe.objects().create("checkout.session", it -> {});

        assertThat(directory.findCheckout(id)).contains(new CheckoutSession(id, null, null));

        assertThat(stripe.calls().all()).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/v1/checkout/sessions/" + id);
            assertThat(call.query()).isEmpty();
        });
    }

    @Test
    void whatCannotBeAnIdCostsNoCall() {
        for (String id :
                List.of("", "cs_", "sub_1", "cs_a/b", "cs_a b", "cs_a%2Fb", "cs_a.b", "cs_" + "a".repeat(253))) {
            assertThat(directory.findCheckout(id)).isEmpty();
        }
        for (String id : List.of("in/1", "in_1?expand[]=customer", "in_%2e", "in_ü")) {
            assertThat(directory.customerOf(new BillingObject("invoice", id))).isEmpty();
        }
        assertThat(directory.customerOf(new BillingObject("payout", "po_1"))).isEmpty();
        assertThat(directory.customerOf(new BillingObject("customer", "cus_1"))).isEmpty();

        assertThat(stripe.calls().count()).isZero();
    }

    @Test
    void onlyWhatHasNoCustomerOfItsOwnCostsASecondCall() {
        stripe.createCustomer(it -> it.id("cus_1"));
        String charge = stripe.objects().create("charge", it -> it.customer("cus_1"));
        String own =
                stripe.objects().create("refund", it -> it.customer("cus_1").set("charge", charge));
        String dispute = stripe.objects()
                .create("dispute", it -> it.set("charge", charge).set("payment_intent", "pi_1"));

        assertThat(directory.customerOf(new BillingObject("refund", own))).contains(new CustomerId("cus_1"));
        assertThat(directory.customerOf(new BillingObject("dispute", dispute))).contains(new CustomerId("cus_1"));

        assertThat(stripe.calls().all())
                .extracting(Call::path)
                .containsExactly("/v1/refunds/" + own, "/v1/disputes/" + dispute, "/v1/charges/" + charge);
    }

    @Test
    void whatMayPassIsTriedAgainAndWhatWillNotIsToldAtOnce() {
        String invoice = stripe.objects().create("invoice", it -> it.customer("cus_1"));
        stripe.faults().on("GET", "/v1/invoices").times(1).answer(503);
        assertThat(directory.customerOf(new BillingObject("invoice", invoice))).contains(new CustomerId("cus_1"));

        stripe.calls().clear();
        stripe.faults().on("GET", "/v1/checkout").answer(403);
        assertUnreadable(() -> directory.findCheckout("cs_test_1"));
        assertThat(stripe.calls().count()).isEqualTo(1);
    }

    @Test
    void aHostileAnswerIsNeitherASessionNorNone() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (String body : HOSTILE) {
            String id = "cs_" + reads.size();
            ODD.stubFor(get(urlPathEqualTo("/v1/checkout/sessions/" + id))
                    .willReturn(okJson(body.replace("cs_1", id).replace('\'', '"'))));
            reads.put(body, () -> odd.findCheckout(id));
            reads.put("of " + body, () -> odd.customerOf(new BillingObject("checkout.session", id)));
        }

        OddAnswersTest.assertAllUnreadable(reads);
    }

    @Test
    void whatSomebodyWroteIntoTheReferenceIsAUserOnlyIfItCanBe() {
        ODD.stubFor(get(urlPathEqualTo("/v1/checkout/sessions/cs_1"))
                .willReturn(okJson(
                        "{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"client_reference_id\":\"a\\u0000b\"}")));

        assertThat(odd.findCheckout("cs_1")).contains(new CheckoutSession("cs_1", null, null));
    }

    @Test
    void theIdOfAPaymentCannotLeadTheSecondCallAstray() {
        ODD.stubFor(get(urlPathEqualTo("/v1/disputes/dp_1"))
                .willReturn(okJson("{\"id\":\"dp_1\",\"object\":\"dispute\",\"charge\":\"../customers/cus_1\"}")));

        assertUnreadable(() -> odd.customerOf(new BillingObject("dispute", "dp_1")));
        assertThat(ODD.getAllServeEvents()).hasSize(1);
    }

    static Stream<Map.Entry<String, Boolean>> notFound() {
        return Stream.of(
                Map.entry(
                        "{'error':{'code':'resource_missing','param':'intent','message':'No such ann@example.com'}}",
                        true),
                Map.entry("{'error':{'code':'resource_missing','param':'id'}}", true),
                Map.entry("{'error':{'code':'resource_missing'}}", true),
                Map.entry("{'error':{'code':'resource_missing','param':'expand'}}", false),
                Map.entry("{'error':{'message':'Unrecognized request URL'}}", false),
                Map.entry("{'error':'No such thing'}", false),
                Map.entry("<html>404</html>", false),
                Map.entry("{}", false));
    }

    @ParameterizedTest
    @MethodSource
    void notFound(Map.Entry<String, Boolean> answer) {
        ODD.stubFor(any(anyUrl()).willReturn(jsonResponse(answer.getKey().replace('\'', '"'), 404)));
        BillingObject intent = new BillingObject("payment_intent", "pi_1");

        if (answer.getValue()) {
            assertThat(odd.customerOf(intent)).isEmpty();
            assertThat(odd.findCheckout("cs_1")).isEmpty();
        } else {
            assertUnreadable(() -> odd.customerOf(intent));
            assertUnreadable(() -> odd.findCheckout("cs_1"));
        }
    }

    private static void assertUnreadable(ThrowingCallable read) {
        assertThat(catchThrowable(read))
                .isInstanceOf(SourceUnavailableException.class)
                .hasNoCause()
                .hasMessageNotContainingAny(SECRETS)
                .hasMessageNotContaining("no answer within");
    }
}
