package dev.trueup.memory;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.CustomerCacheContract;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The cache in memory, while its clock stands still. */
@Tag("promise:K9")
class MemoryCustomerCacheContractTest extends CustomerCacheContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private @Nullable MemoryCustomerCache cache;

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        cache = MemoryCustomerCache.create(settings, clock);
        return cache;
    }

    @Override
    protected void loseEverything() {
        if (cache != null) {
            cache.clear();
        }
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
