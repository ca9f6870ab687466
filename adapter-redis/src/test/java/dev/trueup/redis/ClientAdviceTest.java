package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientAdviceTest {

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = RedisClient.create(uri);
    private final LogCapture log = new LogCapture();

    @AfterEach
    void shutDown() {
        log.close();
        client.shutdown();
    }

    @Test
    void aClientThatKeepsCommandsForLaterIsWarnedOf() {
        RedisCustomerCache.builder(client, uri).build().close();

        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("keeps commands"))
                .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("has no bound"));
    }

    @Test
    void aClientAsRecommendedIsNotWarnedOfAndNotChanged() {
        ClientOptions options = RedisCustomerCache.recommendedOptions();
        client.setOptions(options);
        try (RedisCustomerCache cache = RedisCustomerCache.builder(client, uri)
                .timeout(Duration.ofSeconds(10))
                .build()) {
            cache.find(new UserId("user_1"));
        }

        assertThat(log.lines()).isEmpty();
        assertThat(client.getOptions()).isSameAs(options);
    }

    @Test
    void aServerThatMayEvictAnyKeyIsWarnedOfLoudly() {
        try (RedisProcess evicting = RedisServer.start("maxmemory-policy allkeys-lru");
                RedisCustomerCache cache = RedisCustomerCache.builder(client, RedisURI.create(evicting.uri()))
                        .build()) {
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN")
                    .contains("EVICT ANY KEY")
                    .contains("allkeys-lru")));
            assertThat(cache.find(new UserId("user_1"))).isEmpty();
        }
    }

    @Test
    void aServerThatMayEvictClaimsIsWarnedOfLoudly() {
        try (RedisProcess evicting = RedisServer.start("maxmemory-policy allkeys-lfu");
                RedisWebhookDeduplicator deduplicator = RedisWebhookDeduplicator.builder(
                                client, RedisURI.create(evicting.uri()))
                        .build()) {
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN")
                    .contains("EVICT ANY KEY")
                    .contains("allkeys-lfu")
                    .contains("claims")));
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("keeps commands"));
            assertThat(deduplicator.reopen(EventKey.of(Source.STRIPE, "evt_1"))).isTrue();
        }
    }

    @Test
    void aServerThatDoesNotTellItsPolicyIsNoFailure() {
        try (RedisProcess secretive = RedisServer.start("rename-command INFO \"\"", "rename-command CONFIG \"\"");
                RedisCustomerCache cache = RedisCustomerCache.builder(client, RedisURI.create(secretive.uri()))
                        .timeout(Clients.PATIENT)
                        .build()) {
            assertThat(cache.find(new UserId("user_1"))).isEmpty();
        }
    }
}
