package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The network between the cache and Redis is slow, loses answers, or goes silent. */
class FaultyWireTest {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final UserId ANN = new UserId("user_ann");

    private final RedisProcess server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisClient client = Clients.to(uri);
    private final RedisCommands<String, String> redis = client.connect().sync();
    private final FaultProxy wire = FaultProxy.to(server.host(), server.port());
    private final RedisCustomerCache near =
            RedisCustomerCache.builder(client, uri).timeout(Clients.PATIENT).build();
    private final RedisCustomerCache far = RedisCustomerCache.builder(client, RedisURI.create(wire.host(), wire.port()))
            .timeout(TIMEOUT)
            .build();

    @BeforeEach
    void connect() {
        await().ignoreExceptions()
                .until(() -> far.find(ANN).isEmpty()
                        && far.findAll(List.of(ANN, new UserId("user_bob"))).isEmpty());
        near.put(near.ticket(ANN), Finding.nothing()); // so that Redis knows the scripts
    }

    @AfterEach
    void shutDown() {
        near.close();
        far.close();
        client.shutdown();
        wire.close();
        server.close();
    }

    @Test
    @Tag("promise:F8")
    void aPutThatArrivesLateDoesNotOverwriteANewerOne() {
        Ticket old = far.ticket(ANN);
        redis.configResetstat();
        wire.delay(TIMEOUT.multipliedBy(2));
        assertThatThrownBy(() -> far.put(old, Customers.of(ANN, 1))).isInstanceOf(SourceUnavailableException.class);
        near.put(near.ticket(ANN), Customers.of(ANN, 2));

        await().until(() -> redis.info("commandstats").contains("cmdstat_evalsha:calls=5"));
        assertThat(near.find(ANN)).contains(Customers.of(ANN, 2));
    }

    @Test
    void aPutWhoseAnswerWasLostIsDoneWhenItIsRepeated() {
        Ticket ticket = far.ticket(ANN);
        wire.loseAnswers();
        assertThatThrownBy(() -> far.put(ticket, Customers.of(ANN, 1))).isInstanceOf(SourceUnavailableException.class);
        wire.heal();

        await().ignoreExceptions().until(() -> far.put(ticket, Customers.of(ANN, 1)) == PutResult.STALE);
        assertThat(far.find(ANN)).contains(Customers.of(ANN, 1));
    }

    @Test
    @Tag("promise:F5")
    void aPageFromBeforeAFlushLeavesNothingEvenIfItsAnswerWasLostTheFirstTime() {
        PageTicket page = far.pageTicket();
        redis.flushall();
        wire.loseAnswers();
        List<Put> puts = List.of(new Put(page.forUser(ANN), Customers.live(ANN, 1)));
        assertThatThrownBy(() -> far.put(puts)).isInstanceOf(SourceUnavailableException.class);
        await().until(() -> redis.exists(Namespace.DEFAULT.userKey(ANN)) == 1);
        wire.heal();

        await().ignoreExceptions().until(() -> far.put(puts).get(ANN) == PutResult.LOST);
        assertThat(near.find(ANN)).isEmpty();
    }

    @Test
    void aConnectionThatWentSilentIsReplaced() {
        long before = connectionsMade();
        wire.blackHole();
        await().atMost(TIMEOUT.multipliedBy(40)).until(() -> {
            assertThatThrownBy(() -> far.find(ANN)).isInstanceOf(SourceUnavailableException.class);
            return wire.connections() > 2;
        });
        wire.heal();

        await().ignoreExceptions().until(() -> far.find(ANN).isEmpty());
        assertThat(connectionsMade()).isGreaterThan(before);
    }

    @Test
    void aConnectionThatWasResetIsOpenedAgain() {
        wire.reset();
        await().ignoreExceptions().until(() -> far.find(ANN).isEmpty());
        wire.cut();
        await().ignoreExceptions().until(() -> far.find(ANN).isEmpty());
        wire.halfClose();
        await().ignoreExceptions().until(() -> far.find(ANN).isEmpty());
    }

    private long connectionsMade() {
        return redis.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
