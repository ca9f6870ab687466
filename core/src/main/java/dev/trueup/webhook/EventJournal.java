package dev.trueup.webhook;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log of events. The log is for people: that it is away is told, and keeps no event from being handled.
 * Thread-safe.
 */
record EventJournal(WebhookEnvironment environment) {

    private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

    void note(WebhookEvent event, String fingerprint, WebhookStatus status, long attempts, @Nullable Exception error) {
        Instant now = environment.clock().instant();
        boolean ended = status != WebhookStatus.RECEIVED && status != WebhookStatus.PROCESSING;
        String name = error == null ? null : error.getClass().getSimpleName();
        try {
            environment
                    .log()
                    .record(new WebhookLogEntry(event, fingerprint, status, attempts, now, ended ? now : null, name));
        } catch (SourceUnavailableException e) {
            log.warn("The log of events is away; that event {} is {} is not noted", event.key(), status);
            environment.listener().sourceFailed(e.source(), "webhook log");
        }
    }
}
