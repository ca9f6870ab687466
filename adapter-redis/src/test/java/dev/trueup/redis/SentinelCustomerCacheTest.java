package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisSentinel;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over the master that a sentinel names. */
@Tag("promise:K9")
class SentinelCustomerCacheTest extends CustomerCacheContract {

    private static final RedisProcess MASTER = RedisServer.start();
    private static final RedisSentinel SENTINEL = RedisSentinel.watching(MASTER);
    private static final RedisURI URI = RedisURI.create(SENTINEL.uri());
    private static final RedisClient CLIENT = Clients.to(URI);

    private final List<RedisCustomerCache> caches = new ArrayList<>();

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        caches.add(RedisCustomerCache.builder(CLIENT, URI)
                .settings(settings)
                .timeout(Clients.PATIENT)
                .build());
        return caches.get(caches.size() - 1);
    }

    @Override
    protected void loseEverything() {
        try (StatefulRedisConnection<String, String> redis = CLIENT.connect(URI)) {
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
        SENTINEL.close();
        MASTER.close();
    }
}
