package dev.trueup.webhook;

import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookEventLog;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What receivers run with, handed in by whoever assembles them. Immutable and thread-safe.
 *
 * @param deduplicator gives one worker at a time an event
 * @param log remembers what became of it
 * @param settings how events are worked on
 * @param listener is told what happens
 * @param executor renews claims; the owner shuts it down
 * @param timer says when to renew, on one thread that does no work itself; the owner shuts it down
 * @param clock tells when an event came, for the log
 */
public record WebhookEnvironment(
        WebhookDeduplicator deduplicator,
        WebhookEventLog log,
        WebhookSettings settings,
        TrueupListener listener,
        Executor executor,
        ScheduledExecutorService timer,
        Clock clock) {

    /** Guards the listener. */
    public WebhookEnvironment {
        listener = TrueupListener.guarded(listener);
    }
}
