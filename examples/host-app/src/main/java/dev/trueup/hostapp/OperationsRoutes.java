package dev.trueup.hostapp;

import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What operators' machines look at; nothing of it needs a session.
 *
 * @param health looks at each part
 * @param metrics what was counted
 */
record OperationsRoutes(Health health, PrometheusMeterRegistry metrics) {

    /**
     * {@code GET /api/health}: 200 also while Redis is away, because reads go on and only calls notice its return; 503
     * while the database is.
     */
    void health(Context context) {
        Map<String, Component> components = new LinkedHashMap<>();
        Map<String, Boolean> up = health.look();
        up.forEach((name, answers) -> components.put(name, new Component(answers ? "UP" : "DOWN")));
        if (health.isDown(up)) {
            Json.answer(context, 503, new Answer("DOWN", components));
        } else {
            Json.answer(context, 200, new Answer(up.containsValue(false) ? "DEGRADED" : "UP", components));
        }
    }

    /** {@code GET /metrics}. */
    void metrics(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
    }

    private record Answer(String status, Map<String, Component> components) {}

    private record Component(String status) {}
}
