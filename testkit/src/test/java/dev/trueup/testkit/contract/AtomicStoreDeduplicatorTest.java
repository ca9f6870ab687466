package dev.trueup.testkit.contract;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The deduplicator that core builds on a store with compare-and-set, while the store's clock stands still. */
@Tag("promise:W18")
class AtomicStoreDeduplicatorTest extends WebhookDeduplicatorContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final MapStore store = new MapStore(clock);

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) {
        return WebhookDeduplicator.over(store, settings);
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
