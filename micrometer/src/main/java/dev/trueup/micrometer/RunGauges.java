package dev.trueup.micrometer;

import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Shows how far the last run of each kind is or was. Gauges, because a run that is resumed goes on counting where it
 * stopped, and counters would count that twice. Thread-safe.
 */
final class RunGauges {

    private final Map<RunKind, RunReport> last = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    RunGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(RunReport report) {
        if (last.put(report.kind(), report) == null) {
            register(report.kind());
        }
    }

    private void register(RunKind kind) {
        customers(kind, "seen", RunCounts::seen);
        customers(kind, "written", RunCounts::written);
        customers(kind, "unchanged", RunCounts::unchanged);
        customers(kind, "failed", RunCounts::failed);
        gauge("trueup.run.calls", "requests of the last run to Clerk and Stripe", kind, RunGauges::calls)
                .register(registry);
        gauge("trueup.run.throttled", "how long the last run waited for its turn", kind, RunGauges::throttled)
                .baseUnit("seconds")
                .register(registry);
        gauge("trueup.run.differences", "fields that the last run found to differ", kind, RunGauges::differences)
                .register(registry);
    }

    private void customers(RunKind kind, String outcome, ToDoubleFunction<RunCounts> count) {
        gauge(
                        "trueup.run.customers",
                        "customers of the last run, or events of a catch-up",
                        kind,
                        it -> count.applyAsDouble(it.counts()))
                .tag("outcome", outcome)
                .register(registry);
    }

    private Gauge.Builder<Map<RunKind, RunReport>> gauge(
            String name, String description, RunKind kind, ToDoubleFunction<RunReport> value) {
        return Gauge.builder(name, last, it -> value.applyAsDouble(it.get(kind)))
                .description(description)
                .strongReference(true)
                .tag("kind", MicrometerListener.lower(kind));
    }

    private static double calls(RunReport report) {
        return report.counts().calls();
    }

    private static double throttled(RunReport report) {
        return report.counts().throttled().toMillis() / 1e3;
    }

    private static double differences(RunReport report) {
        return report.differences().values().stream().mapToLong(it -> it).sum();
    }
}
