package dev.trueup.scenarios.webhook;

import dev.trueup.testservers.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;

/** The ways in which a Redis can be away. */
enum Outage {
    /** It hangs: what was sent meanwhile is carried out when it goes on. */
    PAUSED,
    /** It is killed, and comes back empty. */
    KILLED,
    /** It has no memory left, and evicts nothing. */
    FULL,
    /** It is a replica of somebody who is not there. */
    READ_ONLY;

    Switch of(RedisProcess redis) {
        return new Switch(redis);
    }

    /** Switches the outage of one Redis on and off; on at most once. */
    final class Switch implements AutoCloseable {

        private final RedisProcess redis;
        private final RedisClient client;
        private final RedisCommands<String, String> commands;

        private Switch(RedisProcess redis) {
            this.redis = redis;
            this.client = RedisClient.create(RedisURI.create(redis.uri()));
            this.commands = client.connect().sync();
        }

        void on() {
            switch (Outage.this) {
                case PAUSED -> redis.pause();
                case KILLED -> redis.kill();
                case FULL -> {
                    commands.configSet("maxmemory-policy", "noeviction");
                    commands.configSet("maxmemory", "1");
                }
                case READ_ONLY -> commands.replicaof("127.0.0.1", 9);
            }
        }

        void off() {
            switch (Outage.this) {
                case PAUSED -> redis.resume();
                case KILLED -> redis.restart();
                case FULL -> commands.configSet("maxmemory", "0");
                case READ_ONLY -> commands.replicaofNoOne();
            }
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
