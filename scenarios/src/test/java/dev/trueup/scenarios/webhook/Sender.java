package dev.trueup.scenarios.webhook;

import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends an event to an endpoint, once. Thread-safe. */
final class Sender {

    static final SignedWebhooks SIGNED = SignedWebhooks.stripe(Wiring.STRIPE_SECRET);

    private final HttpClient http = HttpClient.newHttpClient();
    private final SignedWebhooks signed;

    /** Sends Stripe's events. */
    Sender() {
        this(SIGNED);
    }

    Sender(SignedWebhooks signed) {
        this.signed = signed;
    }

    /** The answer: a status and an outcome. */
    record Answer(int status, String outcome) {

        boolean isAccepted() {
            return status / 100 == 2;
        }
    }

    CompletableFuture<Answer> send(FakeEvent event, URI endpoint) {
        return http.sendAsync(
                        signed.sign(event)
                                .toHttpRequest(endpoint)
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .thenApply(it -> new Answer(
                        it.statusCode(),
                        it.headers().firstValue(Application.OUTCOME).orElse("none")));
    }
}
