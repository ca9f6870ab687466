package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {

    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void recordsThatAreLoadedTogetherDoNotEndTogether() {
        Set<Duration> lives = IntStream.range(0, 500)
                .mapToObj(i -> CacheSettings.DEFAULT.nextTimeToLive())
                .collect(Collectors.toSet());

        assertThat(lives).hasSizeGreaterThan(100).allSatisfy(life -> assertThat(life)
                .isBetween(DAY.multipliedBy(9).dividedBy(10), DAY));
    }

    @Test
    void theShortestLifeIsStillALife() {
        CacheSettings brief = new CacheSettings(Namespace.DEFAULT, Duration.ofMillis(1), Duration.ofNanos(1));

        assertThat(brief.nextTimeToLive()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void eachSettingCanBeChangedAlone() {
        Namespace other = new Namespace("p", "a", false);

        assertThat(CacheSettings.DEFAULT
                        .withNamespace(other)
                        .withTimeToLive(Duration.ofHours(2))
                        .withMaxTicketAge(Duration.ofMinutes(1)))
                .isEqualTo(new CacheSettings(other, Duration.ofHours(2), Duration.ofMinutes(1)));
        assertThat(CacheSettings.DEFAULT.freshness().maxTicketAge()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void recordsLiveForSomeTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSettings.DEFAULT.withTimeToLive(Duration.ZERO))
                .withMessage("timeToLive must be positive but is PT0S");
    }

    @Test
    void ticketsLiveForSomeTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSettings.DEFAULT.withMaxTicketAge(Duration.ZERO))
                .withMessage("maxTicketAge must be positive but is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSettings.DEFAULT.withMaxTicketAge(Duration.ofSeconds(-1)));
    }
}
