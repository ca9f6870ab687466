package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a webhook event. Holds ids only. Immutable and thread-safe.
 *
 * @param event the event
 * @param fingerprint tells its body from others, so that it can be claimed again without the body
 * @param status how far it has come
 * @param attempts how often it was claimed so far, ever; 0 if never
 * @param receivedAt when it came first, by the clock of the instance that received it
 * @param finishedAt when the last attempt ended; {@code null} if none has
 * @param error the simple name of the class of what went wrong in the last attempt; {@code null} if nothing did, or if the
 *     process ended before it could say so
 */
public record WebhookLogEntry(
        WebhookEvent event,
        String fingerprint,
        WebhookStatus status,
        long attempts,
        Instant receivedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    /**
     * The entry after news of the same event, which may come late or from another instance: what is processed beats
     * everything, else more attempts beat fewer, else the later state the earlier. The first receipt and the highest
     * number of attempts are kept, and of an event that was given up why its last attempt failed.
     *
     * @param news what was noted later, about the same event
     */
    public WebhookLogEntry with(WebhookLogEntry news) {
        boolean isNewer = news.supersedes(this);
        WebhookLogEntry last = isNewer ? news : this;
        Instant first = news.receivedAt.isBefore(receivedAt) ? news.receivedAt : receivedAt;
        return new WebhookLogEntry(
                last.event,
                last.fingerprint,
                last.status,
                Math.max(attempts, news.attempts),
                first,
                last.finishedAt,
                last.errorBeside(isNewer ? this : news));
    }

    private @Nullable String errorBeside(WebhookLogEntry other) {
        return status == WebhookStatus.DEAD && error == null && attempts == other.attempts ? other.error : error;
    }

    private boolean supersedes(WebhookLogEntry known) {
        if (known.status == WebhookStatus.PROCESSED || status == WebhookStatus.PROCESSED) {
            return known.status != WebhookStatus.PROCESSED;
        }
        return attempts != known.attempts ? attempts > known.attempts : status.compareTo(known.status) >= 0;
    }
}
