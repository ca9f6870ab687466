package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutRoutesTest {

    private static final String CHECKOUT = "/api/stripe/checkout";
    private static final String SUCCESS = "/store/checkout/success";
    private static final String PRO = "{\"priceId\":\"price_pro\"}";

    @AutoClose
    private final Running host = Running.start();

    @Test
    void aSessionIsOpenedForTheCallersOwnCustomer() {
        JsonNode answer = host.post(CHECKOUT, ANN, PRO).json();

        JsonNode session = host.stripe().objects().get(answer.path("sessionId").textValue());
        assertThat(session.path("customer").textValue()).isEqualTo("cus_ann");
        assertThat(session.path("client_reference_id").textValue()).isEqualTo(ANN);
        assertThat(session.path("mode").textValue()).isEqualTo("subscription");
        assertThat(session.path("success_url").textValue())
                .isEqualTo(
                        "http://localhost:" + host.port() + "/store/checkout/success?session_id={CHECKOUT_SESSION_ID}");
        assertThat(answer.path("url").textValue()).startsWith("http");
    }

    @Test
    void theReturnAddressBeginsWithThePublicAddress() {
        try (Running published = host.another(Map.of("PUBLIC_URL", "https://app.example.com/base/"))) {
            String session =
                    published.post(CHECKOUT, ANN, PRO).json().path("sessionId").textValue();

            assertThat(host.stripe().objects().get(session).path("success_url").textValue())
                    .startsWith("https://app.example.com/base/store/checkout/success?session_id=");
        }
    }

    @Test
    void manyAtOnceMakeOneCustomer() throws Exception {
        List<CompletableFuture<Answer>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> host.post(CHECKOUT, BOB, PRO), work -> new Thread(work).start()))
                .toList();
        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        }

        assertThat(host.stripe().customerIds()).hasSize(2);
    }

    @Test
    void whatWasBoughtIsThereWhenTheUserComesBack() {
        host.get("/api/user/billing", BOB);
        String session = host.post(CHECKOUT, BOB, PRO).json().path("sessionId").textValue();
        host.stripe().objects().completeCheckout(session, it -> {});

        Answer answer = host.get(SUCCESS + "?session_id=" + session, BOB);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("synced").booleanValue()).isTrue();
        assertThat(host.get("/api/user/billing", BOB).json().path("source").textValue())
                .isEqualTo("memory");
    }

    @Test
    void nobodyComesBackFromAnothersCheckout() {
        String session = host.post(CHECKOUT, ANN, PRO).json().path("sessionId").textValue();

        assertThat(host.get(SUCCESS + "?session_id=" + session, BOB)).hasToString("403 {\"error\":\"Forbidden\"}");
    }

    @Test
    void aSessionThatStripeDoesNotKnowIsNotFound() {
        for (String made : List.of("cs_test_nothing", "nonsense", "cs_/../v1", "%00")) {
            assertThat(host.get(SUCCESS + "?session_id=" + made, ANN))
                    .as(made)
                    .hasToString("404 {\"error\":\"Checkout session not found\"}");
        }
    }

    @Test
    void aReturnWithoutASessionIsMalformed() {
        for (String query : List.of("", "?session_id=", "?session_id=%20", "?session_id=cs_1&session_id=cs_2")) {
            assertThat(host.get(SUCCESS + query, ANN).status()).as(query).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"priceId\":\"\"}",
                "{\"priceId\":12}",
                "{\"priceId\":\"price_unknown\"}",
                "{\"priceId\":\"price_pro\",\"mode\":\"payment\"}",
                "{\"priceId\":\"price_pro\",\"mode\":\"setup\"}",
                "{\"priceId\":\"price/../pro\"}",
                "{\"priceId\":\"price_pro\",\"successUrl\":\"javascript:alert(1)\"}",
                "{\"priceId\":\"price_pro\",\"cancelUrl\":\"/relative\"}",
                "{\"priceId\":\"price_pro\",\"priceId\":\"price_pro\"}"
            })
    void aMalformedOrderIsRefused(String body) {
        assertThat(host.post(CHECKOUT, ANN, body).status()).isEqualTo(400);
    }
}
