package dev.trueup.hostapp;

import dev.trueup.insight.SyncHealth;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.spi.WebhookEventLog;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What admins look at.
 *
 * @param eventLog of the webhooks
 * @param health of this process
 * @param callers tells who is an admin
 */
record AdminRoutes(WebhookEventLog eventLog, SyncHealth health, Callers callers) {

    /** {@code GET /api/admin/webhook-events?status=&type=&limit=}: those received last first. */
    void webhookEvents(Context context) {
        callers.admin(context);
        WebhookStatus status =
                Query.of(context, "status").map(AdminRoutes::status).orElse(null);
        String type = Query.of(context, "type").orElse(null);
        int limit = Query.limit(context);
        List<Event> events = eventLog.find(new WebhookEventLog.Query(null, status, type, limit)).stream()
                .map(Event::of)
                .toList();
        Json.answer(context, 200, new Events(events));
    }

    /** {@code GET /api/admin/sync-health}: counts, rates and alerts of this process. */
    void syncHealth(Context context) {
        callers.admin(context);
        Json.answer(context, 200, HealthView.of(health.report()));
    }

    /** What needs a part of the library that there is not yet: said to admins alone. */
    void notYet(Context context) {
        callers.admin(context);
        throw new HttpFailure(501, "Analytics are not in this version");
    }

    private static WebhookStatus status(String word) {
        return Arrays.stream(WebhookStatus.values())
                .filter(it -> it.toString().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        HttpFailure.badRequest("status must be one of " + Arrays.toString(WebhookStatus.values())));
    }

    private record Events(List<Event> events) {}

    private record Event(
            String provider,
            String id,
            String type,
            String status,
            long attempts,
            String receivedAt,
            @Nullable String finishedAt,
            @Nullable String error) {

        static Event of(WebhookLogEntry entry) {
            Instant finished = entry.finishedAt();
            return new Event(
                    entry.event().source().toString(),
                    entry.event().key().id(),
                    entry.event().type(),
                    entry.status().toString(),
                    entry.attempts(),
                    entry.receivedAt().toString(),
                    finished == null ? null : finished.toString(),
                    entry.error());
        }
    }
}
