package dev.trueup.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * A command on one key. Immutable and thread-safe.
 *
 * @param key the key, which says where the command goes
 * @param sending how it is sent
 */
record Command(String key, Sending sending) {

    /** The value under a key. */
    static Command get(String key) {
        return new Command(key, redis -> redis.get(key));
    }

    /** Hands a command to Lettuce, which answers with bytes or with {@code null}. */
    @FunctionalInterface
    interface Sending {
        RedisFuture<byte[]> by(RedisClusterAsyncCommands<String, byte[]> redis);
    }
}
