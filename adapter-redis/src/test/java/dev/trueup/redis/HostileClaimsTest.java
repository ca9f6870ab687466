package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies under an event's key is not what the scripts wrote: it counts as nothing, and no event is lost by it. */
class HostileClaimsTest {

    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");
    private static final String BODY = "body-1";
    private static final Claim CLAIM = new Claim(EVENT, "a", 12, Duration.ofHours(1));
    private static final byte[] BYTES = {1};

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = Clients.to(uri);
    private final StatefulRedisConnection<String, byte[]> connection = client.connect(Topology.CODEC, uri);
    private final RedisCommands<String, byte[]> redis = connection.sync();
    private final Namespace namespace =
            new Namespace("hostile", UUID.randomUUID().toString(), false);
    private final String key = namespace.eventKey(EVENT);
    private final RedisWebhookDeduplicator deduplicator = RedisWebhookDeduplicator.builder(client, uri)
            .settings(ClaimSettings.DEFAULT.withNamespace(namespace))
            .timeout(Clients.PATIENT)
            .build();

    @AfterEach
    void shutDown() {
        redis.del(key);
        deduplicator.close();
        client.shutdown();
    }

    /** A value of every type that Redis has but the string. */
    enum Type {
        HASH((redis, key) -> redis.hset(key, Map.of("a", BYTES))),
        LIST((redis, key) -> redis.lpush(key, BYTES)),
        SET((redis, key) -> redis.sadd(key, BYTES)),
        SORTED_SET((redis, key) -> redis.zadd(key, 1, BYTES)),
        STREAM((redis, key) -> redis.xadd(key, Map.of("a", BYTES)));

        private final BiConsumer<RedisCommands<String, byte[]>, String> put;

        Type(BiConsumer<RedisCommands<String, byte[]>, String> put) {
            this.put = put;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValueOfAnotherTypeCountsAsNothing(Type type) {
        assertCountsAsNothing(() -> type.put.accept(redis, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1D",
                "1D1",
                "1D1:",
                "42",
                "{\"state\":\"done\"}",
                "done",
                "2D1:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1Z1:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1D-1:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1D1:AAAAAAAAAAAAAAAAaaaaaaa",
                "1D1:AAAAAAAAAAAAAAAAaaaaaaaaa",
                "1D9007199254740991:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1D1 1 1:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1P1:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1P1 1 99999999999999999999:AAAAAAAAAAAAAAAAaaaaaaaa",
                "1P1 nan inf:AAAAAAAAAAAAAAAAaaaaaaaa"
            })
    void aValueOfAnotherShapeOrVersionCountsAsNothing(String value) {
        assertCountsAsNothing(() -> redis.set(key, StoredEvent.of(value)));
    }

    static Stream<byte[]> truncated() {
        Instant until = Instant.parse("2200-01-01T00:00:00Z");
        return Stream.of(Phase.values()).flatMap(phase -> {
            byte[] whole = StoredEvent.of(new ClaimState(phase, 12, 12, "a", BODY, until));
            return IntStream.range(0, whole.length)
                    .mapToObj(length -> StoredEvent.of(StoredEvent.text(whole).substring(0, length)));
        });
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("truncated")
    void aTruncatedValueCountsAsNothing(byte[] value) {
        assertCountsAsNothing(() -> redis.set(key, value));
    }

    @Test
    void theWholeValueCounts() {
        redis.set(key, StoredEvent.of(new ClaimState(Phase.DONE, 12, 12, "a", BODY, Instant.EPOCH)));

        assertThat(deduplicator.claim(EVENT, "b", BODY)).isEqualTo(new ClaimResult.Done());
        assertThat(deduplicator.complete(CLAIM)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void aWaitForEverIsAWaitAndNoError() {
        assertThat(deduplicator.claim(EVENT, "a", BODY)).isInstanceOf(ClaimResult.Claimed.class);

        assertThat(deduplicator.release(new Claim(EVENT, "a", 1, Duration.ZERO), Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(ClaimVerdict.OK);
        assertThat(deduplicator.claim(EVENT, "b", BODY)).isInstanceOf(ClaimResult.Busy.class);
        assertThat(deduplicator.reopen(EVENT)).isTrue();
        assertThat(deduplicator.claim(EVENT, "b", BODY)).isInstanceOf(ClaimResult.Claimed.class);
    }

    private void assertCountsAsNothing(Runnable put) {
        put.run();
        assertThat(deduplicator.complete(CLAIM)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.release(CLAIM, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.renew(CLAIM)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.reopen(EVENT)).isTrue();

        assertThat(deduplicator.claim(EVENT, "b", BODY))
                .isInstanceOfSatisfying(ClaimResult.Claimed.class, it -> assertThat(deduplicator.complete(it.claim()))
                        .isEqualTo(ClaimVerdict.OK));
        assertThat(deduplicator.claim(EVENT, "c", BODY)).isEqualTo(new ClaimResult.Done());
        assertThat(redis.pttl(key)).isPositive();
    }
}
