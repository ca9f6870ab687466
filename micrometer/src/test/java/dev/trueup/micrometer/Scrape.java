package dev.trueup.micrometer;

import dev.trueup.insight.HealthSettings;
import dev.trueup.insight.SyncHealth;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunState;
import dev.trueup.spi.TrueupListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Prometheus gets after everything has happened that can.
 *
 * @param series the label sets of each name
 */
record Scrape(Map<String, List<Map<String, String>>> series) {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    static Scrape ofEverything() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        everythingIn(prometheus);
        return new Scrape(SAMPLE.matcher(prometheus.scrape())
                .results()
                .collect(Collectors.groupingBy(
                        sample -> sample.group(1),
                        Collectors.mapping(sample -> labels(sample.group(2)), Collectors.toList()))));
    }

    /** Everything that there is to count and to show. */
    static void everythingIn(MeterRegistry registry) {
        SyncHealth health = new SyncHealth(HealthSettings.DEFAULT, Clock.systemUTC());
        new SyncHealthMetrics(health).bindTo(registry);
        TrueupListener listener = TrueupListener.both(health, new MicrometerListener(registry));
        Happenings.all(listener);
        listener.runFinished(Happenings.run(RunKind.REBUILD, RunState.SUCCEEDED));
    }

    List<Map<String, String>> of(String name) {
        return series.getOrDefault(name, List.of());
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }
}
