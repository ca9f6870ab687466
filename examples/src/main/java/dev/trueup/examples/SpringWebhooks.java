package dev.trueup.examples;

import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.webhook.WebhookReceiver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

// region webhook-spring
@RestController
final class SpringWebhooks {

    private final WebhookReceiver receiver;

    SpringWebhooks(WebhookReceiver receiver) {
        this.receiver = receiver;
    }

    // byte[] and not String: nothing may decode the body before it is verified.
    @PostMapping("/webhooks/stripe")
    ResponseEntity<Void> stripe(@RequestBody byte[] body, @RequestHeader HttpHeaders headers) {
        WebhookOutcome outcome = receiver.receive(new WebhookRequest(body, headers::getOrEmpty));
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(outcome.httpStatus());
        outcome.retryAfterHeader().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }
}
// endregion
