package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.contract.CustomerCacheContract;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over one server, which other tests share: losing everything is losing what the test has put there. */
@Tag("promise:K9")
class RedisCustomerCacheTest extends CustomerCacheContract {

    private static final RedisURI URI = RedisURI.create(RedisServer.shared().uri());
    private static final RedisClient CLIENT = Clients.to(URI);

    private final List<RedisCustomerCache> caches = new ArrayList<>();
    private String prefix = "";

    @Override
    protected CustomerCache createCache(CacheSettings settings) {
        prefix = settings.namespace().prefix() + ":" + settings.namespace().account() + ":";
        caches.add(RedisCustomerCache.builder(CLIENT, URI)
                .settings(settings)
                .timeout(Clients.PATIENT)
                .build());
        return caches.get(caches.size() - 1);
    }

    @Override
    protected void loseEverything() {
        try (StatefulRedisConnection<String, String> redis = CLIENT.connect(URI)) {
            ScanIterator.scan(redis.sync(), KeyScanArgs.Builder.matches(prefix + "*"))
                    .forEachRemaining(redis.sync()::del);
        }
    }

    @Override
    protected void closeCaches() {
        caches.forEach(RedisCustomerCache::close);
    }

    @AfterAll
    static void shutDown() {
        CLIENT.shutdown();
    }
}
