package dev.trueup.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;

/**
 * A command of Redis. Immutable and thread-safe.
 *
 * @param keys the keys, which say where the command goes
 * @param sending how it is sent
 * @param <T> the type of the answer
 */
record Command<T>(List<String> keys, Sending<T> sending) {

    /** The value under a key. */
    static Command<byte[]> get(String key) {
        return new Command<>(List.of(key), redis -> redis.get(key));
    }

    /** The values under some keys, none for a key of another type. */
    static Command<List<KeyValue<String, byte[]>>> mget(List<String> keys) {
        return new Command<>(keys, redis -> redis.mget(keys.toArray(String[]::new)));
    }

    /** How many of some keys there are, whatever their type. */
    static Command<Long> exists(List<String> keys) {
        return new Command<>(keys, redis -> redis.exists(keys.toArray(String[]::new)));
    }

    /** Hands a command to Lettuce. */
    @FunctionalInterface
    interface Sending<T> {
        RedisFuture<T> by(RedisClusterAsyncCommands<String, byte[]> redis);
    }
}
