package dev.trueup.insight;

import dev.trueup.model.HealthAlert;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What counts as healthy. Immutable and thread-safe.
 *
 * @param window how far back is looked; from a second on. Time goes by in steps of a thirtieth of it
 * @param minimumSamples how many happenings there have to be in the window before an alert on them begins to fire; positive.
 *     Ten failures of a busy hour are noise, five of five are not
 * @param release what part of its threshold the value has to fall below before an alert ceases: above 0, and 1 at most,
 *     which lets a value at the threshold fire and cease all the time
 * @param levels from where on each alert fires: fractions, and for {@link HealthAlert.Name#SLOW_RESPONSES}
 *     {@linkplain Levels#of times}
 */
public record HealthSettings(
        Duration window, int minimumSamples, double release, Map<HealthAlert.Name, Levels> levels) {

    /** Five minutes, five happenings, alerts cease below 80 %, and levels as {@code docs/operations} has them. */
    public static final HealthSettings DEFAULT = new HealthSettings(
            Duration.ofMinutes(5),
            5,
            0.8,
            Map.of(
                    HealthAlert.Name.HIGH_UNSYNC_RATE, new Levels(0.05, 0.2),
                    HealthAlert.Name.CACHE_MISS_RATE, new Levels(0.05, 0.1),
                    HealthAlert.Name.SYNC_FAILURES, new Levels(0.05, 0.2),
                    HealthAlert.Name.API_ERRORS, new Levels(0.01, 0.05),
                    HealthAlert.Name.SLOW_RESPONSES, Levels.of(Duration.ofMillis(500), Duration.ofSeconds(2)),
                    HealthAlert.Name.AUTHENTICATION_ERRORS, new Levels(0.05, 0.25)));

    /**
     * Checks the values and copies the map.
     *
     * @throws IllegalArgumentException if one is not as described, or an alert has no levels
     */
    public HealthSettings {
        if (window.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("window must be a second or longer but is " + window);
        }
        if (minimumSamples < 1) {
            throw new IllegalArgumentException("minimumSamples must be positive but is " + minimumSamples);
        }
        if (!(release > 0 && release <= 1)) {
            throw new IllegalArgumentException("release must be above 0 and 1 at most but is " + release);
        }
        if (!levels.keySet().containsAll(Arrays.asList(HealthAlert.Name.values()))) {
            throw new IllegalArgumentException("levels must name every alert but name " + levels.keySet());
        }
        levels = Map.copyOf(levels);
    }

    /** These settings with another window. */
    public HealthSettings withWindow(Duration other) {
        return new HealthSettings(other, minimumSamples, release, levels);
    }

    /** These settings with another minimum of happenings. */
    public HealthSettings withMinimumSamples(int other) {
        return new HealthSettings(window, other, release, levels);
    }

    /** These settings with another part of the thresholds below which alerts cease. */
    public HealthSettings withRelease(double other) {
        return new HealthSettings(window, minimumSamples, other, levels);
    }

    /** These settings with other levels of one alert. */
    public HealthSettings with(HealthAlert.Name name, Levels other) {
        Map<HealthAlert.Name, Levels> changed = new EnumMap<>(levels);
        changed.put(name, other);
        return new HealthSettings(window, minimumSamples, release, changed);
    }
}
