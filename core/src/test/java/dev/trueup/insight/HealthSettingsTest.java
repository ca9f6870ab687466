package dev.trueup.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.HealthAlert;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthSettingsTest {

    @Test
    void oneThingIsChangedAndTheOthersStay() {
        HealthSettings settings = HealthSettings.DEFAULT
                .withWindow(Duration.ofMinutes(1))
                .withMinimumSamples(20)
                .withRelease(0.5)
                .with(HealthAlert.Name.API_ERRORS, new Levels(0.02, 0.03));

        assertThat(settings.window()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.minimumSamples()).isEqualTo(20);
        assertThat(settings.release()).isEqualTo(0.5);
        assertThat(settings.levels())
                .hasSameSizeAs(HealthAlert.Name.values())
                .containsEntry(HealthAlert.Name.API_ERRORS, new Levels(0.02, 0.03))
                .containsEntry(HealthAlert.Name.CACHE_MISS_RATE, new Levels(0.05, 0.1));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsValue() {
        HealthSettings some = HealthSettings.DEFAULT;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> some.withWindow(Duration.ofMillis(999)))
                .withMessage("window must be a second or longer but is PT0.999S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> some.withMinimumSamples(0))
                .withMessage("minimumSamples must be positive but is 0");
        for (double release : new double[] {0, 1.01, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> some.withRelease(release))
                    .withMessage("release must be above 0 and 1 at most but is " + release);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthSettings(Duration.ofMinutes(1), 1, 1, Map.of()))
                .withMessage("levels must name every alert but name []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Levels(0, 1))
                .withMessage("warning must be positive but is 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Levels(0.5, 0.4))
                .withMessage("critical must be at least 0.5 but is 0.4");
    }
}
