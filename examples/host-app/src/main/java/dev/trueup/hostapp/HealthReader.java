package dev.trueup.hostapp;

import dev.trueup.insight.HealthSettings;
import dev.trueup.insight.Levels;
import dev.trueup.model.HealthAlert;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads from the environment what counts as healthy. For one thread. */
final class HealthReader {

    private static final String SHARES = "must be two percentages, for a warning and not less for critical, as 5%,20%";
    private static final String TIMES = "must be two durations, for a warning and not less for critical, as 500ms,2s";

    private final Variables variables;

    HealthReader(Variables variables) {
        this.variables = variables;
    }

    HealthSettings read() {
        HealthSettings absent = HealthSettings.DEFAULT;
        HealthSettings read = absent.withWindow(variables.duration(
                        "TRUEUP_HEALTH_WINDOW", absent.window(), Duration.ofSeconds(1), Duration.ofDays(1)))
                .withMinimumSamples(
                        variables.number("TRUEUP_HEALTH_MIN_SAMPLES", 1, 1_000_000, absent.minimumSamples()));
        read = released(read);
        read = shares(read, HealthAlert.Name.HIGH_UNSYNC_RATE, "TRUEUP_HEALTH_HIGH_UNSYNC_RATE");
        read = shares(read, HealthAlert.Name.CACHE_MISS_RATE, "TRUEUP_HEALTH_CACHE_MISS_RATE");
        read = shares(read, HealthAlert.Name.SYNC_FAILURES, "TRUEUP_HEALTH_SYNC_FAILURES");
        read = shares(read, HealthAlert.Name.API_ERRORS, "TRUEUP_HEALTH_API_ERRORS");
        read = shares(read, HealthAlert.Name.AUTHENTICATION_ERRORS, "TRUEUP_HEALTH_AUTHENTICATION_ERRORS");
        return levels(
                read, HealthAlert.Name.SLOW_RESPONSES, "TRUEUP_HEALTH_SLOW_RESPONSES", TIMES, HealthReader::millis);
    }

    private HealthSettings released(HealthSettings settings) {
        return variables.parsed(
                "TRUEUP_HEALTH_RELEASE",
                "must be a percentage from above 0% to 100%",
                settings,
                text -> settings.withRelease(share(text)));
    }

    private HealthSettings shares(HealthSettings settings, HealthAlert.Name alert, String name) {
        return levels(settings, alert, name, SHARES, HealthReader::share);
    }

    private HealthSettings levels(
            HealthSettings settings, HealthAlert.Name alert, String name, String rule, ToDoubleFunction<String> level) {
        return variables.parsed(name, rule, settings, text -> {
            Levels levels = levels(text, level);
            return levels == null ? null : settings.with(alert, levels);
        });
    }

    private static @Nullable Levels levels(String text, ToDoubleFunction<String> level) {
        String[] two = text.split(",", -1);
        return two.length == 2
                ? new Levels(level.applyAsDouble(two[0].strip()), level.applyAsDouble(two[1].strip()))
                : null;
    }

    private static double share(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,6})?%")) {
            throw new IllegalArgumentException("is no percentage");
        }
        return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
    }

    private static double millis(String text) {
        return Variables.duration(text).toMillis();
    }
}
