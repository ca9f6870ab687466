package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over a cluster of three masters. */
@Tag("promise:K9")
class ClusteredCustomerCacheTest extends CustomerCacheContract {

    private static final Deployment REDIS = Deployment.clustered();

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
