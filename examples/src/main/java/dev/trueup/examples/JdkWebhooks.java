package dev.trueup.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.webhook.WebhookReceiver;
import java.io.IOException;

// region webhook-jdk
record JdkWebhooks(WebhookReceiver receiver) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = WebhookRequest.read(exchange.getRequestBody());
            WebhookOutcome outcome = receiver.receive(WebhookRequest.of(body, exchange.getRequestHeaders()));
            outcome.retryAfterHeader()
                    .ifPresent(seconds -> exchange.getResponseHeaders().set("Retry-After", seconds));
            exchange.sendResponseHeaders(outcome.httpStatus(), -1);
        }
    }
}
// endregion
