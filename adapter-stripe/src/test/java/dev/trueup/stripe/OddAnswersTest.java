package dev.trueup.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.stripe.StripeClient;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that Stripe does not document: proxies, cut lines and other servers give them. */
class OddAnswersTest {

    private static final String NO_SUBSCRIPTIONS = "{'object':'list','data':[],'has_more':false}";
    private static final List<String> NONSENSE = List.of(
            "",
            " ",
            "{}",
            "null",
            "[]",
            "42",
            "'text'",
            "{'error':{}}",
            "{'error':null}",
            "<html><body>502 Bad Gateway</body></html>",
            "{'object':'list','data':[{'id':'cus_1'",
            "{'data':{}}",
            "{'data':null,'has_more':false}",
            "{'data':[null],'has_more':false}",
            "{'data':[{}],'has_more':false}",
            "{'data':[],'has_more':true}",
            "{'data':[]}",
            "{'data':[7],'has_more':false}",
            "{'id':['cus_1'],'created':1}",
            "{'id':'cus_1','created':'yesterday'}",
            "{'id':'cus_1','created':1e40}",
            "{'id':'cus_1','created':1,'metadata':[]}",
            "{'id':'cus_1','created':1,'invoice_settings':{'default_payment_method':{}}}",
            "{'id':'cus_other','created':1}",
            "{'a':".repeat(20_000),
            "[".repeat(20_000),
            nested("{'id':'cus_1','invoice_settings':{'default_payment_method':{'id':'pm_1','customer':", "}}}"),
            nested("{'has_more':false,'data':[{'id':'sub_1','customer':{'id':'cus_1','subscriptions':", "}}]}"));

    @RegisterExtension
    static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(80))
            .build();

    private final StripeDirectory directory = StripeDirectory.builder(Clients.of(STRIPE.baseUrl(), "sk_test_odd"))
            .readTimeout(Duration.ofSeconds(30))
            .timeout(Duration.ofMinutes(1))
            .build();

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void nonsenseInPlaceOfACustomerIsNeverAnAnswer() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (int i = 0; i < NONSENSE.size(); i++) {
            CustomerId id = new CustomerId("cus_nonsense_" + i);
            givenCustomer(id, ok(NONSENSE.get(i)));
            givenSubscriptions(id, ok(NO_SUBSCRIPTIONS));
            reads.put(NONSENSE.get(i), () -> directory.find(id));
        }

        assertAllUnreadable(reads);
    }

    @Test
    void nonsenseInPlaceOfSubscriptionsIsNeverAnEmptyList() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (int i = 0; i < NONSENSE.size(); i++) {
            CustomerId id = new CustomerId("cus_list_" + i);
            givenCustomer(id, ok("{'id':'" + id + "','created':1}"));
            givenSubscriptions(id, ok(NONSENSE.get(i)));
            reads.put(NONSENSE.get(i), () -> directory.find(id));
        }

        assertAllUnreadable(reads);
    }

    @Test
    void nonsenseInPlaceOfCustomersByAddressIsNeverAnEmptyList() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (int i = 0; i < NONSENSE.size(); i++) {
            String email = "nonsense" + i + "@example.com";
            STRIPE.stubFor(get(urlPathEqualTo("/v1/customers"))
                    .withQueryParam("email", equalTo(email))
                    .willReturn(ok(NONSENSE.get(i))));
            reads.put(NONSENSE.get(i), () -> directory.findByEmail(email));
        }

        assertAllUnreadable(reads);
    }

    @Test
    void onlyStripesOwnWordMakesACustomerMissing() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        List<String> bodies = new ArrayList<>(NONSENSE);
        bodies.add("{'error':{'message':'Unrecognized request URL','type':'invalid_request_error'}}");
        bodies.add("{'error':{'code':'resource_missing','param':'expand','type':'invalid_request_error'}}");
        bodies.add("{'error':{'code':7}}");
        bodies.add("{'error':'resource_missing'}");
        bodies.add("{'error':[]}");
        for (int i = 0; i < bodies.size(); i++) {
            CustomerId id = new CustomerId("cus_404_" + i);
            givenCustomer(id, ok(bodies.get(i)).withStatus(404));
            givenSubscriptions(id, ok(NO_SUBSCRIPTIONS));
            reads.put(bodies.get(i), () -> directory.find(id));
        }
        assertAllUnreadable(reads);

        CustomerId missing = new CustomerId("cus_missing");
        givenCustomer(
                missing,
                ok("{'error':{'code':'resource_missing','param':'id'}}").withStatus(404));
        givenSubscriptions(missing, ok("<html>").withStatus(404));
        assertThat(directory.find(missing).customer().presence()).isEqualTo(Presence.MISSING);
    }

    @Test
    void anErrorPageWithAnyStatusIsAnException() throws Exception {
        Map<String, Callable<?>> reads = new LinkedHashMap<>();
        for (int status : new int[] {204, 301, 400, 401, 403, 404, 429, 500, 502, 503, 504}) {
            for (String body : List.of("", "<html>Gateway</html>", "{}", "{'error':'x'}")) {
                CustomerId id = new CustomerId("cus_page_" + status + "_" + reads.size());
                givenCustomer(id, ok(body).withStatus(status));
                givenSubscriptions(id, ok(NO_SUBSCRIPTIONS));
                reads.put(status + " " + body, () -> directory.find(id));
            }
        }

        assertAllUnreadable(reads);
    }

    @Test
    void aListThatDoesNotEndIsRefused() {
        CustomerId id = new CustomerId("cus_endless");
        givenCustomer(id, ok("{'id':'cus_endless','created':1}"));
        givenSubscriptions(id, ok("{'data':[{'id':'sub_1','status':'active','created':1}],'has_more':true}"));

        assertThat(catchThrowable(() -> directory.find(id)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("the list does not end");
    }

    @Test
    void subscriptionsOfSomebodyElseAreRefused() {
        CustomerId id = new CustomerId("cus_1");
        givenCustomer(id, ok("{'id':'cus_1','created':1}"));
        givenSubscriptions(
                id, ok("{'data':[{'id':'sub_1','customer':'cus_2','status':'active','created':1}],'has_more':false}"));

        assertThat(catchThrowable(() -> directory.find(id)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("another customer");
    }

    @Test
    void itemsThatAListLeavesOutAreRead() {
        CustomerId id = new CustomerId("cus_items");
        givenCustomer(id, ok("{'id':'cus_items','created':1}"));
        givenSubscriptions(
                id,
                ok("{'data':[{'id':'sub_1','status':'active','created':1,'current_period_end':1767225600,"
                        + "'items':{'data':[" + item(0) + "],'has_more':true}}],'has_more':false}"));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscription_items"))
                .withQueryParam("subscription", equalTo("sub_1"))
                .willReturn(ok("{'data':[" + item(0) + "," + item(1) + "],'has_more':true}")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscription_items"))
                .withQueryParam("subscription", equalTo("sub_1"))
                .withQueryParam("starting_after", equalTo("si_1"))
                .willReturn(ok("{'data':[" + item(2) + "],'has_more':false}")));

        List<SubscriptionData> subscriptions = directory.find(id).subscriptions();

        assertThat(subscriptions).hasSize(1);
        assertThat(subscriptions.get(0).items())
                .extracting(SubscriptionData.Item::id)
                .containsExactly("si_0", "si_1", "si_2");
        assertThat(subscriptions.get(0).currentPeriodEnd()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aWaitingTimeMayBeADate() {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/customers"))
                .withQueryParam("email", equalTo("late@example.com"))
                .willReturn(ok("{'error':{'type':'rate_limit_error'}}")
                        .withStatus(429)
                        .withHeader("Date", "Thu, 01 Jan 2026 10:00:00 GMT")
                        .withHeader("Retry-After", "Thu, 01 Jan 2026 10:02:00 GMT")));

        assertThat(catchThrowable(() -> directory.findByEmail("late@example.com")))
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.retryAfter())
                        .contains(Duration.ofMinutes(2)));
    }

    @Test
    void theClientIsUsedAsTheHostMadeIt() {
        StripeClient client = StripeClient.builder()
                .setApiBase(STRIPE.baseUrl())
                .setApiKey("sk_test_host")
                .setStripeAccount("acct_host")
                .setMaxNetworkRetries(9)
                .build();
        STRIPE.stubFor(get(urlPathEqualTo("/v1/customers"))
                .withHeader("Stripe-Account", equalTo("acct_host"))
                .willReturn(aResponse().withStatus(500)));

        try (StripeDirectory hosted = StripeDirectory.builder(client).build()) {
            assertThat(catchThrowable(() -> hosted.findByEmail("ann@example.com")))
                    .isInstanceOf(SourceUnavailableException.class);
        }

        STRIPE.verify(
                3,
                getRequestedFor(urlPathEqualTo("/v1/customers"))
                        .withHeader("Authorization", equalTo("Bearer sk_test_host"))
                        .withHeader("Stripe-Account", equalTo("acct_host"))
                        .withHeader("Stripe-Version", WireMock.matching("20.+")));
    }

    /** Deep enough to overflow the stack of stripe-java's decoder. */
    private static String nested(String open, String close) {
        return open.repeat(5_000) + "null" + close.repeat(5_000);
    }

    private static String item(int number) {
        return "{'id':'si_" + number + "','quantity':1,'price':{'id':'price_" + number + "','currency':'usd'}}";
    }

    private static void givenCustomer(CustomerId id, ResponseDefinitionBuilder answer) {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/customers/" + id)).willReturn(answer));
    }

    private static void givenSubscriptions(CustomerId id, ResponseDefinitionBuilder answer) {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/subscriptions"))
                .withQueryParam("customer", equalTo(id.value()))
                .willReturn(answer));
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return okJson(body.replace('\'', '"'));
    }

    /** All at once, because most of them are tried again after a pause. */
    static void assertAllUnreadable(Map<String, Callable<?>> reads) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Throwable>> attempts = reads.values().stream()
                    .map(read -> (Callable<Throwable>) () -> catchThrowable(read::call))
                    .toList();
            List<Throwable> outcomes = new ArrayList<>();
            for (var outcome : threads.invokeAll(attempts)) {
                outcomes.add(outcome.get());
            }
            List<String> names = List.copyOf(reads.keySet());
            for (int i = 0; i < names.size(); i++) {
                assertThat(outcomes.get(i))
                        .as(names.get(i).substring(0, Math.min(60, names.get(i).length())))
                        .isInstanceOf(SourceUnavailableException.class)
                        .hasNoCause()
                        .hasMessageNotContainingAny("{", "<", "@", "no answer within");
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
