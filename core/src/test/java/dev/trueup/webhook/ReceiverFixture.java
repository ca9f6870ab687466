package dev.trueup.webhook;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapClaims;
import dev.trueup.fixture.MapLog;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRequest;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** A receiver over maps, which believes that every body is the event of its name, and what its listener was told. */
final class ReceiverFixture implements AutoCloseable {

    final ManualClock clock = new ManualClock();
    final MapClaims claims;
    final MapLog log = new MapLog();
    final List<String> told = new CopyOnWriteArrayList<>();
    final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    ReceiverFixture() {
        this(MapClaims.RULES);
    }

    ReceiverFixture(Claims rules) {
        this.claims = new MapClaims(clock, rules);
        timer.setRemoveOnCancelPolicy(true);
    }

    WebhookReceiver receiver(WebhookVerifier verifier) {
        return receiver(verifier, WebhookSettings.DEFAULT);
    }

    WebhookReceiver receiver(WebhookVerifier verifier, WebhookSettings settings) {
        return new WebhookReceiver(
                verifier, new WebhookEnvironment(claims, log, settings, listener(), Runnable::run, timer, clock));
    }

    WebhookReceiver receiver(WebhookEvent event) {
        return receiver(request -> event);
    }

    static WebhookRequest request(String body) {
        return WebhookRequest.of(body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void webhookRejected(WebhookRejectedException.Reason reason) {
                told.add("rejected " + reason);
            }

            @Override
            public void webhookClaimed(WebhookEvent event, long attempt) {
                told.add("claimed " + attempt);
            }

            @Override
            public void webhookFailed(WebhookEvent event, long attempt, Class<? extends Throwable> error) {
                told.add("failed " + attempt + " " + error.getSimpleName());
            }

            @Override
            public void webhookDead(WebhookEvent event, long attempts) {
                told.add("dead " + attempts);
            }

            @Override
            public void webhookMismatch(WebhookEvent event) {
                told.add("mismatch");
            }

            @Override
            public void webhookFinished(WebhookOutcome outcome, Duration took) {
                told.add("finished " + outcome.status());
            }

            @Override
            public void sourceFailed(Source source, String operation) {
                told.add(source + " failed in " + operation);
            }
        };
    }
}
