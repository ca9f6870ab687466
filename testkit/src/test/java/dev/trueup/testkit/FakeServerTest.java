package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no SDK would send, and what is the same for both fakes. */
class FakeServerTest {

    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @Test
    void aCallWithoutAKeyIsRefusedInTheProvidersShape() throws Exception {
        HttpResponse<String> atStripe = send(request(stripe.baseUrl() + "/v1/customers"));
        HttpResponse<String> atClerk = send(request(clerk.baseUrl() + "/users"));

        assertThat(atStripe.statusCode()).isEqualTo(401);
        assertThat(atStripe.body()).contains("invalid_request_error");
        assertThat(atStripe.headers().firstValue("Request-Id")).isPresent();
        assertThat(atClerk.statusCode()).isEqualTo(401);
        assertThat(atClerk.body()).contains("\"errors\":[").contains("clerk_trace_id");
    }

    @Test
    void anUnknownPathOrMethodIsNotFound() throws Exception {
        String customers = stripe.baseUrl() + "/v1/customers";

        assertThat(send(authorized(customers + "/cus_1/sources")).statusCode()).isEqualTo(404);
        assertThat(send(authorized(customers + "/")).statusCode()).isEqualTo(404);
        assertThat(send(authorized(customers).DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void listsOfParametersMayBeSpelledWithoutIndexes() throws Exception {
        String id = stripe.createCustomer(customer -> customer.defaultPaymentMethod("pm_1"));

        HttpResponse<String> answer = send(authorized(
                stripe.baseUrl() + "/v1/customers/" + id + "?expand%5B%5D=invoice_settings.default_payment_method"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).contains("\"last4\":\"4242\"");
    }

    @Test
    void aMalformedBodyIsRefused() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(clerk.baseUrl() + "/users"))
                .header("Authorization", "Bearer " + clerk.secretKey())
                .POST(HttpRequest.BodyPublishers.ofString("[1, 2")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("request_body_invalid");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int port = URI.create(stripe.baseUrl()).getPort();

        assertThatThrownBy(() -> FakeClerk.builder().port(port).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Integer.toString(port));
    }

    @Test
    void aClosedFakeFreesItsPort() {
        int port = URI.create(stripe.baseUrl()).getPort();
        stripe.close();

        try (FakeStripe again = FakeStripe.builder().port(port).start()) {
            assertThat(again.baseUrl()).endsWith(":" + port);
        }
    }

    private HttpRequest.Builder authorized(String url) {
        return request(url).header("Authorization", "Bearer " + stripe.apiKey());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
