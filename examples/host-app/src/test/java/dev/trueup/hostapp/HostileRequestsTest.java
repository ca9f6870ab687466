package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ANN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.hostapp.Running.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestsTest {

    private static final String CHECKOUT = "/api/stripe/checkout";

    @AutoClose
    private final Running host = Running.start(Map.of("TRUEUP_REQUEST_TIMEOUT", "2s"));

    static Stream<BodyPublisher> longBodies() {
        byte[] body = new byte[1_048_577];
        return Stream.of(
                BodyPublishers.ofByteArray(body), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    @ParameterizedTest
    @Tag("promise:O4")
    @MethodSource("longBodies")
    void aBodyThatIsTooLongIsRefusedWhateverItsSenderSaysOfIt(BodyPublisher body) {
        for (String path : List.of("/api/webhooks/stripe", "/api/webhooks/clerk", CHECKOUT)) {
            Answer answer = Running.send(host.request(path, ANN).POST(body));

            assertThat(answer.status()).as(path).isEqualTo(413);
            assertThat(answer.json().path("error").textValue()).contains("at most");
        }
    }

    @Test
    void theLimitOfABodyIsExact() {
        String order = "{\"priceId\":\"price_pro\"}";

        assertThat(host.post(CHECKOUT, ANN, order + " ".repeat(64 * 1024 - order.length()))
                        .status())
                .isEqualTo(200);
        assertThat(host.post(CHECKOUT, ANN, order + " ".repeat(64 * 1024 - order.length() + 1))
                        .status())
                .isEqualTo(413);
        assertThat(host.post("/api/webhooks/stripe", null, " ".repeat(1024 * 1024))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void deepJsonIsMalformed() {
        String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);

        assertThat(host.post(CHECKOUT, ANN, deep)).hasToString("400 {\"error\":\"The body must be one JSON object\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/health/../admin/analytics HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/%2e%2e/admin/analytics HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET //api//health HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/user%2fbilling HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/user;x=1/billing HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api\\user\\billing HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /API/HEALTH HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/health HTTP/1.1\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET /api/health HTTP/9.9\r\nHost: a\r\n\r\n",
                "POST /api/stripe/checkout HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /api/stripe/checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                "POST /api/webhooks/stripe HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "nonsense\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            })
    void whatIsNoRequestOfOursIsRefusedAsJson(String request) throws IOException {
        String answer = raw(request);

        assertThat(answer).matches("(?s)HTTP/1.1 [45]\\d\\d .*");
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
                .contains("Content-Type: application/json")
                .doesNotContain("Server:", "Jetty", "Set-Cookie");
        assertThat(answer).matches("(?s).*\\{\"error\":\"[^\"<]+\"}.*").doesNotContain("Exception", "\tat ");
    }

    @Test
    void headersThatAreTooLongAreRefused() throws IOException {
        assertThat(raw("GET /api/health HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"error\":\"The headers are too large\"}");
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws IOException {
        String answer = raw("POST /api/webhooks/stripe HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");

        assertThat(answer).matches("(?s)HTTP/1.1 40[08] .*\\{\"error\":\"[^\"]+\"}.*");
    }

    @Test
    void aMethodThatARouteDoesNotHaveIsRefusedWithThoseThatItHas() {
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GET")) {
            HttpRequest.Builder request =
                    host.request("/api/user/rebuild-kv", ANN).method(method, BodyPublishers.noBody());
            Answer answer = Running.send(request);

            assertThat(answer).as(method).hasToString("405 {\"error\":\"Method not allowed\"}");
            assertThat(answer.response().headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void anUnknownRouteIsNotFound() {
        assertThat(host.get("/", null)).hasToString("404 {\"error\":\"Not found\"}");
        assertThat(host.post("/api/user", null, "{}")).hasToString("404 {\"error\":\"Not found\"}");
    }

    /** What comes back on a connection of its own, until it is closed. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", host.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                    .getBytes(ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
