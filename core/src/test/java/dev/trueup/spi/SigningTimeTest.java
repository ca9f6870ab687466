package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTimeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00.999Z");

    private final SigningTime time = SigningTime.DEFAULT.withClock(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void fiveMinutesBothWaysAreBelieved() {
        Instant second = Instant.parse("2026-03-01T00:00:00Z");

        assertThatCode(() -> time.check(second.minusSeconds(300))).doesNotThrowAnyException();
        assertThatCode(() -> time.check(second.plusSeconds(300))).doesNotThrowAnyException();
        assertThat(reason(second.minusSeconds(301))).isEqualTo(Reason.TOO_OLD);
        assertThat(reason(second.plusSeconds(301))).isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void theEndsOfTimeAreTooFarAway() {
        assertThat(reason(SigningTime.parse("0"))).isEqualTo(Reason.TOO_OLD);
        assertThat(reason(SigningTime.parse("999999999999"))).isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void theCheckCannotBeSwitchedOff() {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> time.withTolerance(none))
                    .withMessageContaining(none.toString());
        }
    }

    @Test
    void digitsAreEpochSeconds() {
        assertThat(SigningTime.parse("1614265330")).isEqualTo(Instant.ofEpochSecond(1614265330));
        assertThat(SigningTime.parse("001")).isEqualTo(Instant.ofEpochSecond(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "-1", "+1", "1.5", "1e3", "0x1", "hello", "١٢٣", "１", "1000000000000"})
    void everythingElseIsMalformed(String text) {
        assertThatThrownBy(() -> SigningTime.parse(text))
                .isInstanceOfSatisfying(WebhookRejectedException.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo(Reason.HEADER_MALFORMED));
    }

    private Reason reason(Instant signedAt) {
        try {
            time.check(signedAt);
        } catch (WebhookRejectedException rejected) {
            return rejected.reason();
        }
        throw new AssertionError("believed: " + signedAt);
    }
}
