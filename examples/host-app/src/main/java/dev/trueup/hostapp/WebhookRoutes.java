package dev.trueup.hostapp;

import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.webhook.WebhookReceiver;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;

/**
 * An endpoint for webhooks, which their signature alone authenticates.
 *
 * @param receiver of this endpoint
 * @param bodyWithin how long a body may take to arrive
 */
record WebhookRoutes(WebhookReceiver receiver, Duration bodyWithin) {

    /** {@code POST /api/webhooks/…}. */
    void receive(Context context) {
        byte[] body = Body.bytes(context, WebhookRequest.MAX_BODY_BYTES, bodyWithin);
        WebhookOutcome outcome = receiver.receive(
                new WebhookRequest(body, name -> Collections.list(context.req().getHeaders(name))));
        answer(context, outcome);
    }

    static void answer(Context context, WebhookOutcome outcome) {
        outcome.retryAfterHeader().ifPresent(seconds -> context.header("Retry-After", seconds));
        String status = outcome.status().toString();
        if (outcome.httpStatus() == 200) {
            Json.answer(context, 200, new Received(true, status));
        } else {
            Json.error(context, outcome.httpStatus(), said(outcome.status()));
        }
    }

    private static String said(WebhookOutcome.Status status) {
        return switch (status) {
            case REJECTED -> "The webhook is not believed";
            case MISMATCH -> "Another body came under this id";
            case TOO_LARGE -> "The body must have at most " + WebhookRequest.MAX_BODY_BYTES + " bytes";
            case BUSY -> "The event is being worked on";
            case FAILED, FENCED -> "The event could not be processed";
            case UNKNOWN -> "The event cannot be claimed now";
            case PROCESSED, DUPLICATE, IGNORED, DEAD -> throw new IllegalArgumentException(status.toString());
        };
    }

    private record Received(boolean received, String status) {}
}
