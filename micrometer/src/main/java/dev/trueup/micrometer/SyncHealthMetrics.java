package dev.trueup.micrometer;

import dev.trueup.insight.SyncHealth;
import dev.trueup.model.HealthAlert;
import dev.trueup.model.HealthAlert.Severity;
import dev.trueup.model.HealthReport;
import dev.trueup.model.HealthTotals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Shows the rates and the alerts of {@link SyncHealth} as gauges, which are reckoned whenever somebody reads them.
 * Thread-safe.
 */
public final class SyncHealthMetrics implements MeterBinder {

    private final SyncHealth health;

    /** Shows this one, which has to hear of what happens by being a listener itself. */
    public SyncHealthMetrics(SyncHealth health) {
        this.health = health;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (HealthAlert.Name name : HealthAlert.Name.values()) {
            if (name != HealthAlert.Name.SLOW_RESPONSES) {
                gauge("trueup.health.rate", "what is watched, as a fraction", it -> it.alert(name)
                                .value())
                        .tag("name", name.toString())
                        .register(registry);
            }
            for (Severity severity : Severity.values()) {
                gauge("trueup.health.alert", "1 while it fires with this severity, else 0", it -> {
                            HealthAlert alert = it.alert(name);
                            return alert.firing() && alert.severity() == severity ? 1 : 0;
                        })
                        .tags("name", name.toString(), "severity", severity.toString())
                        .register(registry);
            }
        }
        gauge(
                        "trueup.health.response",
                        "mean time of calls of Clerk and Stripe",
                        it -> seconds(it.counts().meanResponse()))
                .baseUnit("seconds")
                .register(registry);
        users(registry, "all", HealthTotals::users);
        users(registry, "cached", HealthTotals::cached);
        users(registry, "synced", HealthTotals::synced);
    }

    private void users(MeterRegistry registry, String state, ToLongFunction<HealthTotals> count) {
        gauge("trueup.health.users", "users that the last run over all of them saw; unknown before", it -> {
                    HealthTotals totals = it.totals();
                    return totals == null ? Double.NaN : count.applyAsLong(totals);
                })
                .tag("state", state)
                .register(registry);
    }

    private Gauge.Builder<SyncHealth> gauge(String name, String description, ToDoubleFunction<HealthReport> value) {
        return Gauge.builder(name, health, it -> value.applyAsDouble(it.report()))
                .description(description)
                .strongReference(true);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
