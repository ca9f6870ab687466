package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over one server, which other tests share. */
@Tag("promise:K9")
class RedisCustomerCacheTest extends CustomerCacheContract {

    private static final Deployment REDIS = Deployment.shared();

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        return REDIS.cache(settings);
    }

    @Override
    protected void loseEverything() {
        REDIS.loseEverything();
    }

    @Override
    protected void closeCaches() {
        REDIS.closeBuilt();
    }

    @AfterAll
    static void shutDown() {
        REDIS.shutDown();
    }
}
