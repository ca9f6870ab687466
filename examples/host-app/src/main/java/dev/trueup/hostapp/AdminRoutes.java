package dev.trueup.hostapp;

import dev.trueup.insight.RevenueAnalytics;
import dev.trueup.insight.SyncHealth;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.webhook.WebhookReceiver;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What admins look at.
 *
 * @param eventLog of the webhooks
 * @param receivers of the webhooks, by who sends them
 * @param revenue tells what is earned
 * @param health of this process
 * @param callers tells who is an admin
 */
record AdminRoutes(
        WebhookEventLog eventLog,
        Map<String, WebhookReceiver> receivers,
        RevenueAnalytics revenue,
        SyncHealth health,
        Callers callers) {

    private static final Pattern CURRENCY = Pattern.compile("[a-z]{3}");

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

    /** {@code GET /api/admin/analytics?currency=}: what is earned, in the currency with the most revenue by default. */
    void analytics(Context context) {
        callers.admin(context);
        Optional<String> currency = Query.of(context, "currency").map(it -> it.toLowerCase(Locale.ROOT));
        if (currency.filter(it -> !CURRENCY.matcher(it).matches()).isPresent()) {
            throw HttpFailure.badRequest("currency must have three letters");
        }
        Json.answer(context, 200, AnalyticsView.of(revenue.report(currency.orElse(null))));
    }

    /** {@code POST /api/admin/webhook-events/{provider}/{id}/retry}: works again on an event that was given up. */
    void retry(Context context) {
        callers.admin(context);
        WebhookReceiver receiver = Optional.ofNullable(receivers.get(context.pathParam("provider")))
                .orElseThrow(AdminRoutes::noEvent);
        String account = Query.of(context, "account").orElse(null);
        EventKey key;
        try {
            Source source = Source.valueOf(context.pathParam("provider").toUpperCase(Locale.ROOT));
            key = new EventKey(source, account, context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw noEvent();
        }
        WebhookRoutes.answer(context, receiver.retry(key).orElseThrow(AdminRoutes::noEvent));
    }

    private static HttpFailure noEvent() {
        return new HttpFailure(404, "Event not found");
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
