package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis answers, but not what was asked for. */
class RefusalsTest {

    private static final UserId ANN = new UserId("user_ann");

    private final RedisProcess server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisClient client = Clients.to(uri);
    private final RedisCommands<String, String> redis = client.connect().sync();
    private final RedisCustomerCache cache =
            RedisCustomerCache.builder(client, uri).timeout(Clients.PATIENT).build();

    @AfterEach
    void shutDown() {
        cache.close();
        client.shutdown();
        server.close();
    }

    @Test
    @Tag("promise:K5")
    void aFullRedisRefusesWritesAndIsStillRead() {
        cache.put(cache.ticket(ANN), Customers.of(ANN, 1));
        Ticket ticket = cache.ticket(ANN);
        redis.configSet("maxmemory", "1");

        assertThatThrownBy(() -> cache.put(ticket, Customers.of(ANN, 2)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage(
                        "cache: could not put user_ann: Redis is out of memory: it has reached maxmemory and may not"
                                + " evict")
                .hasNoCause();
        assertThatThrownBy(() -> cache.ticket(ANN)).hasMessageContaining("out of memory");
        assertThatThrownBy(cache::pageTicket).hasMessageContaining("out of memory");
        assertThat(cache.find(ANN)).contains(Customers.of(ANN, 1));

        redis.configSet("maxmemory", "0");
        assertThat(cache.put(ticket, Customers.of(ANN, 2))).isEqualTo(PutResult.OK);
    }

    @Test
    @Tag("promise:K5")
    void aReplicaRefusesWritesAndIsLeftForTheMasterOnceItIsOne() {
        cache.put(cache.ticket(ANN), Customers.of(ANN, 1));
        try (RedisProcess other = RedisServer.start()) {
            redis.replicaof(other.host(), other.port());
            await().until(() -> redis.info("replication").contains("master_link_status:up"));
            assertThatThrownBy(() -> cache.ticket(ANN))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("replica");
            assertThat(cache.find(ANN)).isEmpty(); // the other one has nothing
        }
        redis.replicaofNoOne();
        assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 2))).isEqualTo(PutResult.OK);
    }

    @Test
    void aBatchFailsAsAWholeWhenOneCommandIsRefused() {
        List<UserId> users = List.of(ANN, new UserId("user_bob"));
        List<Put> puts = cache.tickets(users).values().stream()
                .map(ticket -> new Put(ticket, Customers.live(ticket.user(), 1)))
                .toList();
        redis.configSet("maxmemory", "1");

        assertThatThrownBy(() -> cache.put(puts))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("could not put 2 records");
        redis.configSet("maxmemory", "0");
        assertThat(cache.put(puts)).containsOnlyKeys(users).values().containsOnly(PutResult.OK);
    }

    @Test
    void aPasswordThatWasNotGivenIsSaid() {
        redis.configSet("requirepass", "secret");
        try (RedisCustomerCache stranger =
                RedisCustomerCache.builder(client, uri).timeout(Clients.PATIENT).build()) {
            assertThatThrownBy(() -> stranger.find(ANN))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("password");
        }
    }

    @Test
    void scriptsThatWereFlushedAreSentAgain() {
        cache.put(cache.ticket(ANN), Customers.of(ANN, 1));
        redis.scriptFlush();
        assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 2))).isEqualTo(PutResult.OK);

        redis.scriptFlush();
        var page = cache.pageTicket();
        List<UserId> users = List.of(new UserId("user_bob"), new UserId("user_cid"), new UserId("user_dan"));
        redis.scriptFlush();
        assertThat(cache.put(users.stream()
                        .map(user -> new Put(page.forUser(user), Customers.live(user, 1)))
                        .toList()))
                .containsOnlyKeys(users)
                .values()
                .containsOnly(PutResult.OK);
        redis.scriptFlush();
        assertThat(cache.tickets(users)).containsOnlyKeys(users);
        assertThat(cache.find(ANN)).contains(Customers.of(ANN, 2));
        assertThat(cache.findAll(users)).containsOnlyKeys(users);
    }

    @Test
    void aUserTwiceInABatchIsAMistake() {
        Ticket first = cache.ticket(ANN);
        Ticket second = cache.ticket(ANN);

        assertThatThrownBy(() -> cache.put(
                        List.of(new Put(first, Customers.live(ANN, 1)), new Put(second, Customers.live(ANN, 2)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user_ann");
        assertThat(cache.find(ANN)).isEmpty();
    }

    @Test
    void aTimeoutThatIsNoneIsAMistake() {
        assertThatThrownBy(() -> RedisCustomerCache.builder(client, uri).timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "OOM command not allowed when used memory > 'maxmemory'., out of memory",
        "ERR Error running script (call to f_1): @user_script:9: -OOM command not allowed, out of memory",
        "READONLY You can't write against a read only replica., replica",
        "-READONLY You can't write against a read only replica. script: 1 on @user_script:9., replica",
        "LOADING Redis is loading the dataset in memory, loading",
        "BUSY Redis is busy running a script., busy",
        "CLUSTERDOWN The cluster is down, not complete",
        "MOVED 3999 127.0.0.1:6381, elsewhere",
        "NOAUTH Authentication required., password",
        "MISCONF Redis is configured to save RDB snapshots, persist",
        "NOPERM this user has no permissions, not permitting",
        "ERR Error running script: The user executing the script can't run this command, not permitting",
        "ERR unknown command `EVALSHA` with args beginning with: `ann@example.com`, an error",
    })
    void anErrorIsToldByItsMeaningAndNeverByItsText(String error, String meaning) {
        SourceUnavailableException failure =
                Failure.refused(Source.CACHE, "put 3 records", new RedisCommandExecutionException(error));

        assertThat(failure.source()).isEqualTo(Source.CACHE);
        assertThat(failure)
                .hasMessageStartingWith("cache: could not put 3 records: Redis ")
                .hasMessageContaining(meaning)
                .hasNoCause();
        assertThat(failure.getMessage()).doesNotContain("ann@example.com", "127.0.0.1");
    }
}
