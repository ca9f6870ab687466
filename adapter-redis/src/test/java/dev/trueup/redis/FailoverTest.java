package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PutResult;
import dev.trueup.spi.CacheSettings;
import dev.trueup.testservers.RedisCluster;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisSentinel;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A master dies. */
class FailoverTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    @Test
    void theCacheFollowsTheMasterThatTheSentinelNames() {
        try (RedisProcess master = RedisServer.start();
                RedisProcess replica = RedisServer.startReplicaOf(master);
                RedisSentinel sentinel = RedisSentinel.watching(master)) {
            RedisURI uri = RedisURI.create(sentinel.uri());
            RedisClient client = Clients.to(uri);
            try (RedisCustomerCache cache =
                    RedisCustomerCache.builder(client, uri).timeout(TIMEOUT).build()) {
                await().ignoreExceptions().until(() -> cache.ticket(ANN) != null);
                cache.put(cache.ticket(ANN), Customers.of(ANN, 1));
                master.kill();
                assertThatThrownBy(() -> cache.ticket(ANN)).isInstanceOf(SourceUnavailableException.class);

                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(
                                cache.put(cache.ticket(ANN), Customers.of(ANN, 2)))
                        .isEqualTo(PutResult.OK));
                assertThat(sentinel.master().getPort()).isEqualTo(replica.port());
                assertThat(cache.find(ANN)).contains(Customers.of(ANN, 2));
            } finally {
                client.shutdown();
            }
        }
    }

    @Test
    void aMasterOfAClusterThatIsAwayTakesOnlyItsOwnUsersAlong() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisClusterClient client = Clients.to(cluster);
            try (RedisCustomerCache cache =
                    RedisCustomerCache.builder(client).timeout(TIMEOUT).build()) {
                List<UserId> users =
                        List.of(userInSlots(0, 5_000), userInSlots(6_000, 10_000), userInSlots(11_000, 16_383));
                await().ignoreExceptions().until(() -> cache.tickets(users).size() == 3);
                users.forEach(user -> cache.put(cache.ticket(user), Customers.of(user, 1)));

                cluster.nodes().get(2).pause();
                InTime.assertFails(Source.CACHE, TIMEOUT, () -> cache.find(users.get(2)));
                InTime.assertFails(Source.CACHE, TIMEOUT, () -> cache.findAll(users));
                assertThat(cache.find(users.get(0))).isPresent();
                cluster.nodes().get(2).resume();

                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> cache.findAll(users).size() == 3);
                cluster.nodes().get(2).kill();
                InTime.assertFails(Source.CACHE, TIMEOUT, () -> cache.find(users.get(2)));
                cluster.nodes().get(2).restart();
                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(
                                cache.put(cache.ticket(users.get(2)), Customers.of(users.get(2), 2)))
                        .isEqualTo(PutResult.OK));
            } finally {
                client.shutdown();
            }
        }
    }

    private static UserId userInSlots(int from, int to) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> new UserId("user_" + i))
                .filter(user -> {
                    int slot =
                            SlotHash.getSlot(CacheSettings.DEFAULT.namespace().userKey(user));
                    return slot >= from && slot <= to;
                })
                .findFirst()
                .orElseThrow();
    }
}
