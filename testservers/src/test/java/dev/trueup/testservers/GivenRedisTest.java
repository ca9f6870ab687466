package dev.trueup.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class GivenRedisTest {
    @Test
    void aGivenServerIsAskedForItsVersionAndKeptAsGiven() {
        try (RedisProcess elsewhere = RedisServer.start("requirepass secret")) {
            URI uri = URI.create("redis://:secret@127.0.0.1:" + elsewhere.port() + "/1");

            GivenRedis redis = GivenRedis.at(uri);

            assertThat(redis.uri()).isEqualTo(uri.toString());
            assertThat(redis.port()).isEqualTo(elsewhere.port());
            assertThat(redis.version()).isEqualTo(elsewhere.version());
        }
    }

    @Test
    void thePasswordOfAGivenServerIsNotShown() {
        GivenRedis redis = new GivenRedis("redis://:secret@10.0.0.1:6379", "10.0.0.1", 6379, "7.2.4");

        assertThat(redis.toString()).doesNotContain("secret").contains("10.0.0.1:6379");
        assertThat(SharedRedis.SERVER.describe(redis))
                .isEqualTo("Trueup tests use Redis 7.2.4 (given) at 10.0.0.1:6379");
    }

    @Test
    void aGivenServerThatDoesNotAnswerIsAnErrorThatNamesTheVariable() {
        int port = Ports.free();

        assertThatThrownBy(() -> GivenRedis.at(URI.create("redis://:secret@127.0.0.1:" + port)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The Redis named by TRUEUP_TEST_REDIS_URL at 127.0.0.1:" + port + " cannot be used");
    }
}
