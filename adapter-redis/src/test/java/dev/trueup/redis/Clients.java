package dev.trueup.redis;

import dev.trueup.testservers.RedisCluster;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;

/** Clients as a host should make them. */
final class Clients {

    /** Long enough for a machine that runs other tests at the same time. */
    static final Duration PATIENT = Duration.ofSeconds(5);

    private Clients() {}

    static RedisClient to(RedisURI uri) {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(RedisCustomerCache.recommendedOptions());
        return client;
    }

    /** One that waits as long as a busy machine may need. */
    static RedisClient patient(RedisURI uri) {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(RedisCustomerCache.recommendedOptions()
                .mutate()
                .timeoutOptions(TimeoutOptions.enabled(PATIENT))
                .build());
        return client;
    }

    static RedisClusterClient to(RedisCluster cluster) {
        RedisClusterClient client = RedisClusterClient.create(
                cluster.uris().stream().map(RedisURI::create).toList());
        client.setOptions(RedisCustomerCache.recommendedClusterOptions());
        return client;
    }
}
