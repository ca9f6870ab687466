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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.trueup.model.BillingObject;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Page;
import dev.trueup.model.Span;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.PaymentPages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Neither logs nor exceptions repeat what Stripe, or somebody in its place, writes into an answer. */
class SilenceTest {

    private static final String KEY = "sk_test_51Secret";
    private static final String EMAIL = "ann@example.com";
    private static final String[] SECRETS = {KEY, "51Secret", EMAIL, "ann@", "Ann Example", "4242", "<html", "\"error\""
    };

    @RegisterExtension
    static final WireMockExtension STRIPE =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private final Logger root = (Logger) LoggerFactory.getLogger("dev.trueup");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final StripeDirectory directory = StripeDirectory.builder(Clients.of(STRIPE.baseUrl(), KEY))
            .backgroundTimeout(Duration.ofSeconds(1))
            .build();
    private final StripeActions actions =
            StripeActions.builder(Clients.of(STRIPE.baseUrl(), KEY)).build();

    @BeforeEach
    void listen() {
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        root.setLevel(null);
        directory.close();
        actions.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 402, 403, 404, 429, 500})
    void anErrorThatQuotesPersonalDataIsToldByItsNumbersOnly(int status) {
        assertSilent(status, """
                {"error": {"code": "ann@example.com \\n forged", "type": "invalid_request_error",
                  "message": "Ann Example <ann@example.com> paid by 4242 with sk_test_51Secret",
                  "param": "ann@example.com", "request_log_url": "https://example.com/4242"}}""");
        assertThat(log.list.isEmpty()).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>ann@example.com 4242 sk_test_51Secret</html>",
                "{\"id\": \"cus_ann@example.com\", \"name\": \"Ann Example\", \"created\": \"4242\"}",
                "{\"id\": \"ann@example.com\", \"email\": \"ann@example.com\", \"created\": 1}",
                "{\"data\": [{\"id\": \"ann@example.com\", \"customer\": \"cus_1\"}], \"has_more\": false}",
                "{\"data\": [{\"id\": \"ann@example.com\\n\", \"status\": \"ann@example.com\"}], \"has_more\": false}"
            })
    void anAnswerThatMakesNoSenseIsNotQuoted(String body) {
        assertSilent(200, body);
    }

    @ParameterizedTest
    @Tag("promise:S1")
    @ValueSource(ints = {200, 400, 401, 402, 403, 404, 409, 429, 500})
    void aWriteThatFailsShowsNothingOfWhatItWrote(int status) {
        CustomerId customer = new CustomerId("cus_1");
        CheckoutOrder order = new CheckoutOrder(
                "price_1", CheckoutOrder.Mode.PAYMENT, "https://shop.example/?mail=ann@example.com", null);
        STRIPE.stubFor(
                any(anyUrl()).willReturn(jsonResponse("""
                {"error": {"code": "ann@example.com", "type": "invalid_request_error", "param": "ann@example.com",
                  "message": "Ann Example <ann@example.com> 4242 sk_test_51Secret"},
                 "id": "ann@example.com", "url": "https://ann@example.com/4242"}""", status).withHeader("Request-Id", "req_1 ann@example.com")));

        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> actions.create(new UserId("user_1"), "key-4242"),
                () -> actions.update(customer, EMAIL, "Ann Example"),
                () -> actions.adopt(customer, new UserId("user_1")),
                () -> actions.cancel("sub_1", BillingActions.End.AT_PERIOD_END),
                () -> actions.cancel("sub_1", BillingActions.End.NOW),
                () -> actions.reactivate("sub_1"),
                () -> actions.open(order, customer, new UserId("user_1"), Duration.ofHours(1)))) {
            assertThat(everythingOf(catchThrowable(write))).contains("_1").doesNotContain(SECRETS);
        }
        assertLogIsSilent();
        assertThat(log.list.isEmpty()).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 429})
    void aPageThatFailsInPartOrAsAWholeIsNotQuoted(int status) {
        STRIPE.stubFor(any(anyUrl()).willReturn(jsonResponse("""
                {"error": {"code": "ann@example.com", "type": "invalid_request_error", "param": "ann@example.com",
                  "message": "Ann Example <ann@example.com> 4242 sk_test_51Secret"},
                 "has_more": false, "data": [{"id": "ann@example.com", "object": "charge", "name": "Ann Example", "data": {"object": {}},
                  "type": "ann@example.com", "status": "4242", "customer": "Ann Example"}]}""", status)));
        BillingPages pages = directory.pages();
        PaymentPages payments = directory.payments();
        CallMeter meter = new CallMeter();

        for (Supplier<Page<?>> read : List.<Supplier<Page<?>>>of(
                () -> pages.customers(Span.ALL, null, meter),
                () -> pages.subscriptions(Span.ALL, null, meter),
                () -> pages.events(Span.ALL, List.of(), null, meter),
                () -> payments.charges(Span.ALL, null, meter),
                () -> payments.intents(Span.ALL, null, meter),
                () -> payments.invoices(Span.ALL, null, meter))) {
            if (status == 200) {
                assertThat(read.get().failures()).hasSize(1);
                assertThat(read.get().toString()).contains("understood").doesNotContain(SECRETS);
            } else {
                assertThat(everythingOf(catchThrowable(read::get)))
                        .contains("Stripe")
                        .doesNotContain(SECRETS);
            }
        }
        assertLogIsSilent();
    }

    private void assertSilent(int status, String body) {
        STRIPE.stubFor(
                any(anyUrl()).willReturn(jsonResponse(body, status).withHeader("Request-Id", "req_1 ann@example.com")));

        Throwable byId = catchThrowable(() -> directory.find(new CustomerId("cus_1")));
        Throwable byEmail = catchThrowable(() -> directory.findByEmail(EMAIL));
        Throwable checkout = catchThrowable(() -> directory.findCheckout("cs_1"));
        Throwable owner = catchThrowable(() -> directory.customerOf(new BillingObject("invoice", "in_1")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/customers/cus_1"))
                .willReturn(okJson("{\"id\": \"cus_1\", \"email\": \"ann@example.com\", \"created\": 1}")));
        Throwable subscriptions = catchThrowable(() -> directory.find(new CustomerId("cus_1")));
        Throwable history = catchThrowable(() -> directory.payments().history(new CustomerId("cus_1")));

        assertThat(everythingOf(byId)).contains("cus_1").doesNotContain(SECRETS);
        assertThat(everythingOf(byEmail)).doesNotContain(SECRETS);
        assertThat(everythingOf(checkout)).contains("cs_1").doesNotContain(SECRETS);
        assertThat(everythingOf(owner)).contains("in_1").doesNotContain(SECRETS);
        assertThat(everythingOf(subscriptions)).doesNotContain(SECRETS);
        assertThat(everythingOf(history)).contains("cus_1").doesNotContain(SECRETS);
        assertLogIsSilent();
    }

    private void assertLogIsSilent() {
        assertThat(log.list).allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain(SECRETS).doesNotContain("\n");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private static String everythingOf(Throwable failure) {
        StringWriter out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        return out + " " + failure;
    }
}
