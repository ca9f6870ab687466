package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryWebhookDeduplicatorTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final EventKey event = EventKey.of(Source.STRIPE, "evt_1");

    @Test
    void everyInstanceIsAStoreOfItsOwn() {
        MemoryWebhookDeduplicator one = MemoryWebhookDeduplicator.create();
        MemoryWebhookDeduplicator other = MemoryWebhookDeduplicator.create();

        assertThat(one.claim(event, "a", "f")).isInstanceOf(ClaimResult.Claimed.class);
        assertThat(other.claim(event, "b", "f")).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    void whoeverWorksOnAnEventThatWasDroppedIsFencedOff() {
        MemoryWebhookDeduplicator small = MemoryWebhookDeduplicator.create(ClaimSettings.DEFAULT, clock, 10);
        List<Claim> claims =
                IntStream.range(0, 100).mapToObj(i -> claim(small, "evt_" + i)).toList();

        List<ClaimVerdict> verdicts = claims.stream().map(small::complete).toList();

        assertThat(verdicts).contains(ClaimVerdict.FENCED).isSubsetOf(ClaimVerdict.OK, ClaimVerdict.FENCED);
        assertThat(verdicts.stream().filter(ClaimVerdict.OK::equals)).hasSizeBetween(1, 10);
    }

    @Test
    void askingForADoneEventDoesNotKeepItLonger() {
        MemoryWebhookDeduplicator deduplicator = MemoryWebhookDeduplicator.create(ClaimSettings.DEFAULT, clock);
        deduplicator.complete(claim(deduplicator, "evt_1"));
        Duration half = ClaimSettings.DEFAULT.retention().dividedBy(2);
        clock.advance(half);
        assertThat(deduplicator.claim(event, "b", "f")).isEqualTo(new ClaimResult.Done());
        clock.advance(half);

        assertThat(deduplicator.claim(event, "c", "f")).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    void aClockThatIsSetBackMakesLeasesLongerAndLosesNothing() {
        MemoryWebhookDeduplicator deduplicator = MemoryWebhookDeduplicator.create(ClaimSettings.DEFAULT, clock);
        Claim claim = claim(deduplicator, "evt_1");
        clock.advance(Duration.ofDays(-1));

        assertThat(deduplicator.claim(event, "b", "f")).isInstanceOf(ClaimResult.Busy.class);
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(deduplicator.claim(event, "b", "f")).isEqualTo(new ClaimResult.Done());
    }

    @Test
    void needsRoomForSomething() {
        assertThatThrownBy(() -> MemoryWebhookDeduplicator.create(ClaimSettings.DEFAULT, clock, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumSize")
                .hasMessageContaining("0");
    }

    private static Claim claim(MemoryWebhookDeduplicator deduplicator, String id) {
        return ((ClaimResult.Claimed) deduplicator.claim(EventKey.of(Source.STRIPE, id), "a", "f")).claim();
    }
}
