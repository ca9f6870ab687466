package dev.trueup.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyncSettingsTest {

    @Test
    void timesArePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyncSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO))
                .withMessage("checkTimeout must be positive but is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyncSettings(Duration.ofSeconds(1), Duration.ofSeconds(-1), Duration.ZERO))
                .withMessage("refreshTimeout must be positive but is PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SyncSettings.DEFAULT.withSecondLook(Duration.ofSeconds(-1)))
                .withMessage("secondLook must not be negative but is PT-1S");
    }

    @Test
    void anEnvironmentGuardsItsListener() {
        TrueupListener listener = new TrueupListener() {
            @Override
            public void cacheAway() {
                throw new IllegalStateException("of the host");
            }
        };
        SyncEnvironment environment =
                new SyncEnvironment(SyncSettings.DEFAULT, listener, Runnable::run, Clock.systemUTC(), Copies.NONE);

        environment.listener().cacheAway();

        assertThat(environment.listener()).isEqualTo(TrueupListener.guarded(listener));
    }
}
