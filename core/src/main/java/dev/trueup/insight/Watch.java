package dev.trueup.insight;

import dev.trueup.model.HealthAlert;
import dev.trueup.model.HealthAlert.Severity;

/** Lets one alert fire and cease, later than it fired. For one thread at a time. */
final class Watch {

    private final HealthAlert.Name name;
    private final Levels levels;
    private final int minimumSamples;
    private final double release;
    private boolean warning;
    private boolean critical;

    Watch(HealthAlert.Name name, Levels levels, HealthSettings settings) {
        this.name = name;
        this.levels = levels;
        this.minimumSamples = settings.minimumSamples();
        this.release = settings.release();
    }

    /** Looks at a value, and of how many happenings it is. */
    void see(double value, long samples) {
        warning = fires(warning, levels.warning(), value, samples);
        critical = fires(critical, levels.critical(), value, samples);
    }

    HealthAlert alert(double value) {
        return critical
                ? new HealthAlert(name, Severity.CRITICAL, value, levels.critical(), true)
                : new HealthAlert(name, Severity.WARNING, value, levels.warning(), warning);
    }

    private boolean fires(boolean firing, double threshold, double value, long samples) {
        return firing ? value >= threshold * release : value > threshold && samples >= minimumSamples;
    }
}
