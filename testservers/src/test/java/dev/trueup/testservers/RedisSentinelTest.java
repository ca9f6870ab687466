package dev.trueup.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSentinelTest {
    @Test
    void aSentinelTellsClientsTheMaster() {
        try (RedisProcess master = RedisServer.start();
                RedisSentinel sentinel = RedisSentinel.watching(master);
                RedisClient client = RedisClient.create(sentinel.uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(sentinel.master().getPort()).isEqualTo(master.port());

            connection.sync().set("key", "value");
            assertThat(master.ask("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void aKilledMasterIsReplacedByItsReplica() {
        try (RedisProcess master = RedisServer.start();
                RedisProcess replica = RedisServer.startReplicaOf(master);
                RedisSentinel sentinel = RedisSentinel.watching(master)) {
            master.kill();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(sentinel.master().getPort()).isEqualTo(replica.port()));
            assertThat(replica.info("replication", "role")).isEqualTo("master");
        }
    }
}
