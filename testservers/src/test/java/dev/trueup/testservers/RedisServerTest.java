package dev.trueup.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisServerTest {
    @Test
    void theSharedServerAnswers() {
        RedisServer redis = RedisServer.shared();

        assertThat(ask(redis, "PING")).isEqualTo("PONG");
        assertThat(RedisServer.shared()).isSameAs(redis);
    }

    @Test
    void theRunTellsWhichServerItUsed() {
        RedisServer redis = RedisServer.shared();

        assertThat(redis.version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(SharedRedis.SERVER.describe(redis))
                .isEqualTo("Trueup tests use Redis " + redis.version() + " (" + redis.kind() + ") at " + redis.host()
                        + ":" + redis.port());
    }

    @Test
    void aPausedServerAnswersNothingUntilItIsResumed() {
        try (RedisProcess redis = RedisServer.start();
                RedisClient client = RedisClient.create(RedisURI.builder(RedisURI.create(redis.uri()))
                        .withTimeout(Duration.ofMillis(300))
                        .build());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().set("key", "value");

            redis.pause();
            assertThatThrownBy(() -> connection.sync().get("key")).isInstanceOf(RedisCommandTimeoutException.class);

            redis.resume();
            assertThat(connection.sync().get("key")).isEqualTo("value");
        }
    }

    @Test
    void aKilledServerComesBackEmptyOnTheSamePort() {
        try (RedisProcess redis = RedisServer.start()) {
            redis.ask("SET", "key", "value");

            redis.kill();
            assertThatThrownBy(() -> redis.ask("PING")).hasMessageContaining("Connection refused");

            redis.restart();
            assertThat(redis.ask("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void aServerWithAnAppendOnlyFileKeepsItsDataOverAKill() {
        try (RedisProcess redis = RedisServer.start("appendonly yes", "appendfsync always")) {
            redis.ask("SET", "key", "value");

            redis.restart();

            assertThat(redis.ask("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void aReplicaHasTheMastersDataAndRefusesWrites() {
        try (RedisProcess master = RedisServer.start()) {
            master.ask("SET", "key", "value");
            try (RedisProcess replica = RedisServer.startReplicaOf(master)) {
                assertThat(replica.ask("GET", "key")).isEqualTo("value");
                assertThatThrownBy(() -> replica.ask("SET", "key", "other")).hasMessageStartingWith("READONLY");
            }
        }
    }

    @Test
    void aClosedServerLeavesNoProcessAndNoFiles() {
        RedisProcess redis = RedisServer.start();
        Path directory =
                Path.of(redis.ask("CONFIG", "GET", "dir").lines().toList().get(1));
        assertThat(directory).isDirectory();

        redis.close();

        assertThatThrownBy(() -> redis.ask("PING")).hasMessageContaining("Connection refused");
        assertThat(directory).doesNotExist();
    }

    @Test
    void aServerThatDoesNotStartShowsItsLog() {
        assertThatThrownBy(() -> RedisServer.start("no-such-directive yes"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-directive");
    }

    private static String ask(RedisServer redis, String... words) {
        try (RespConnection connection = RespConnection.open(redis.host(), redis.port())) {
            return connection.ask(words);
        }
    }
}
