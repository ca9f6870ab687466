package dev.trueup.testkit.contract;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Clock;

/** The same in real time, as most adapters run the contract. */
class AtomicStoreDeduplicatorInRealTimeTest extends WebhookDeduplicatorContract {

    private final MapStore store = new MapStore(Clock.systemUTC());

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) {
        return WebhookDeduplicator.over(store, settings);
    }
}
