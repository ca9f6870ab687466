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

    /** {@code GET /api/health}: 200 also while Redis is away, because reads go on and only calls notice its return. */
    void health(Context context) {
        Map<String, Component> components = new LinkedHashMap<>();
        health.look().forEach((name, up) -> components.put(name, new Component(up ? "UP" : "DOWN")));
        boolean allUp = components.values().stream().allMatch(it -> it.status().equals("UP"));
        Json.answer(context, 200, new Answer(allUp ? "UP" : "DEGRADED", components));
    }

    /** {@code GET /metrics}. */
    void metrics(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
    }

    private record Answer(String status, Map<String, Component> components) {}

    private record Component(String status) {}
}
