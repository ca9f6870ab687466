package dev.trueup.memory;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The fallback over a primary that works, on the system's clock. */
@Tag("promise:K9")
class FallbackCustomerCacheContractTest extends CustomerCacheContract {

    private @Nullable MemoryCustomerCache primary;

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        primary = MemoryCustomerCache.create(settings, Clock.systemUTC());
        return FallbackCustomerCache.builder(primary).build();
    }

    @Override
    protected void loseEverything() {
        if (primary != null) {
            primary.clear();
        }
    }
}
