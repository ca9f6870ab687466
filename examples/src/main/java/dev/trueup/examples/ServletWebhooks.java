package dev.trueup.examples;

import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.webhook.WebhookReceiver;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

// region webhook-servlet
final class ServletWebhooks extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient WebhookReceiver receiver;

    ServletWebhooks(WebhookReceiver receiver) {
        this.receiver = receiver;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = WebhookRequest.read(request.getInputStream());
        WebhookOutcome outcome =
                receiver.receive(new WebhookRequest(body, name -> Collections.list(request.getHeaders(name))));
        outcome.retryAfterHeader().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.setStatus(outcome.httpStatus());
    }
}
// endregion
