package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a webhook event. Holds ids only. Immutable and thread-safe.
 *
 * @param event the event
 * @param fingerprint tells its body from others, so that it can be claimed again without the body
 * @param status how far it has come
 * @param attempts how often it was claimed so far; 0 if never
 * @param receivedAt when it came first, by the clock of the instance that received it
 * @param finishedAt when the last attempt ended; {@code null} if none has
 * @param error the simple name of the class of what went wrong in the last attempt; {@code null} if nothing did
 */
public record WebhookLogEntry(
        WebhookEvent event,
        String fingerprint,
        WebhookStatus status,
        int attempts,
        Instant receivedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    /**
     * The entry after news of the same event, which may come late or from another instance: more attempts beat fewer,
     * what was processed stays processed, and the first receipt is kept.
     *
     * @param news what was noted later, about the same event
     */
    public WebhookLogEntry with(WebhookLogEntry news) {
        boolean older = status == WebhookStatus.PROCESSED
                || news.attempts < attempts
                || (news.attempts == attempts && news.status.compareTo(status) < 0);
        WebhookLogEntry last = older ? this : news;
        Instant first = news.receivedAt.isBefore(receivedAt) ? news.receivedAt : receivedAt;
        return new WebhookLogEntry(
                last.event, last.fingerprint, last.status, last.attempts, first, last.finishedAt, last.error);
    }
}
