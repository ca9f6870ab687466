package dev.trueup.micrometer;

import static dev.trueup.micrometer.Happenings.TOOK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.insight.HealthSettings;
import dev.trueup.insight.SyncHealth;
import dev.trueup.model.HealthAlert;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncHealthMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SyncHealth health =
            new SyncHealth(HealthSettings.DEFAULT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @BeforeEach
    void bind() {
        new SyncHealthMetrics(health).bindTo(registry);
    }

    @Test
    void anAlertIsOneUnderTheSeverityThatFiresAndNowhereElse() {
        assertThat(alert("api_errors", "warning")).isZero();

        health(97, 3);
        assertThat(alert("api_errors", "warning")).isEqualTo(1);
        assertThat(alert("api_errors", "critical")).isZero();

        health(0, 3);
        assertThat(alert("api_errors", "warning")).isZero();
        assertThat(alert("api_errors", "critical")).isEqualTo(1);
        assertThat(alert("sync_failures", "critical")).isZero();
    }

    @Test
    void ratesAreFractionsAndTimesAreSeconds() {
        health(3, 1);

        assertThat(value("trueup.health.rate", "name", "api_errors")).isEqualTo(0.25);
        assertThat(value("trueup.health.response")).isEqualTo(0.02);
    }

    @Test
    void everyAlertIsShownFromTheBeginning() {
        assertThat(registry.find("trueup.health.alert").gauges()).hasSize(2 * HealthAlert.Name.values().length);
        assertThat(registry.find("trueup.health.rate").gauges()).hasSize(HealthAlert.Name.values().length - 1);
    }

    @Test
    void usersAreUnknownUntilARunHasSeenThemAll() {
        assertThat(value("trueup.health.users", "state", "all")).isNaN();

        health.runFinished(Happenings.run(RunKind.REBUILD, RunState.SUCCEEDED));

        assertThat(value("trueup.health.users", "state", "all")).isEqualTo(100);
        assertThat(value("trueup.health.users", "state", "cached")).isEqualTo(90);
        assertThat(value("trueup.health.users", "state", "synced")).isEqualTo(90);
    }

    private void health(int answered, int unanswered) {
        for (int i = 0; i < answered + unanswered; i++) {
            health.sourceCalled(Source.STRIPE, TOOK, i < answered);
        }
    }

    private double alert(String name, String severity) {
        return value("trueup.health.alert", "name", name, "severity", severity);
    }

    private double value(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }
}
