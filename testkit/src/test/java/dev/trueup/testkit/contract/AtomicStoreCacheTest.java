package dev.trueup.testkit.contract;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;

/** The cache that core builds on a store with compare-and-set, while the store's clock stands still. */
class AtomicStoreCacheTest extends CustomerCacheContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final MapStore store = new MapStore(clock);

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        return CustomerCache.over(store, settings, TrueupListener.NONE);
    }

    @Override
    protected void loseEverything() {
        store.clear();
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
