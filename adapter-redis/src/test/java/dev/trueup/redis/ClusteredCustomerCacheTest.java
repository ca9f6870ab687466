package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import dev.trueup.testservers.RedisCluster;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over a cluster of three masters. */
@Tag("promise:K9")
class ClusteredCustomerCacheTest extends CustomerCacheContract {

    private static final RedisCluster CLUSTER = RedisCluster.start();
    private static final RedisClusterClient CLIENT = Clients.to(CLUSTER);

    private final List<RedisCustomerCache> caches = new ArrayList<>();

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        caches.add(RedisCustomerCache.builder(CLIENT)
                .settings(settings)
                .timeout(Clients.PATIENT)
                .build());
        return caches.get(caches.size() - 1);
    }

    @Override
    protected void loseEverything() {
        try (StatefulRedisClusterConnection<String, String> redis = CLIENT.connect()) {
            redis.sync().flushall();
        }
    }

    @Override
    protected void closeCaches() {
        caches.forEach(RedisCustomerCache::close);
    }

    @AfterAll
    static void shutDown() {
        CLIENT.shutdown();
        CLUSTER.close();
    }
}
