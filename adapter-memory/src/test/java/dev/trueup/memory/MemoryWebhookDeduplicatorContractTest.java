package dev.trueup.memory;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.WebhookDeduplicatorContract;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The deduplicator in memory, while its clock stands still. */
@Tag("promise:W18")
class MemoryWebhookDeduplicatorContractTest extends WebhookDeduplicatorContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) {
        return MemoryWebhookDeduplicator.create(settings, clock);
    }

    @Override
    protected WebhookDeduplicator createAnother(WebhookDeduplicator first, ClaimSettings settings) {
        return first;
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
