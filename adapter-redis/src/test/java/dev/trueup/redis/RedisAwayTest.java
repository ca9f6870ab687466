package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis hangs, dies, comes back empty, or is not there yet: every call ends in time, and nothing stale comes back. */
class RedisAwayTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final UserId ANN = new UserId("user_ann");
    private static final List<UserId> MANY =
            IntStream.range(0, 250).mapToObj(i -> new UserId("user_" + i)).toList();

    private final RedisProcess server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisClient client = RedisClient.create(uri);

    /** The options of a host's client. */
    enum Host {
        RECOMMENDED,
        /** Buffers without bound while disconnected, and lets commands wait for a minute. */
        DEFAULT,
        WITHOUT_RECONNECT;

        ClientOptions options() {
            return switch (this) {
                case RECOMMENDED -> RedisCustomerCache.recommendedOptions();
                case DEFAULT -> ClientOptions.create();
                case WITHOUT_RECONNECT ->
                    ClientOptions.builder().autoReconnect(false).build();
            };
        }
    }

    @AfterEach
    void shutDown() {
        client.shutdown();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("promise:K5")
    void everyCallEndsInTimeWhileRedisHangsAndWorksWhenItGoesOn(Host host) {
        try (RedisCustomerCache cache = cache(host)) {
            Ticket ticket = cache.ticket(ANN);
            List<Put> puts = puts(cache);
            server.pause();
            assertEveryCallFailsInTime(cache, ticket, puts);
            server.resume();

            awaitRecovery(cache);
            assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 2))).isEqualTo(PutResult.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("promise:K5")
    void everyCallEndsInTimeWhileRedisIsDeadAndWorksWhenItIsBack(Host host) {
        try (RedisCustomerCache cache = cache(host)) {
            Ticket ticket = cache.ticket(ANN);
            List<Put> puts = puts(cache);
            server.kill();
            assertEveryCallFailsInTime(cache, ticket, puts);
            server.restart();

            awaitRecovery(cache);
            assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 2))).isEqualTo(PutResult.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceMayStartBeforeRedis(Host host) {
        server.kill();
        client.setOptions(host.options());
        try (RedisCustomerCache cache =
                RedisCustomerCache.builder(client, uri).timeout(TIMEOUT).build()) {
            assertFailsInTime(() -> cache.find(ANN));
            assertFailsInTime(() -> cache.findAll(MANY));
            server.restart();

            awaitRecovery(cache);
        }
    }

    @Test
    @Tag("promise:F5")
    void aTicketFromBeforeARestartWithoutDataIsLost() {
        try (RedisCustomerCache cache = cache(Host.RECOMMENDED)) {
            Ticket old = cache.ticket(ANN);
            PageTicket oldPage = cache.pageTicket();
            cache.put(cache.ticket(ANN), Customers.of(ANN, 2));
            server.restart();
            awaitRecovery(cache);

            assertThat(cache.put(old, Customers.of(ANN, 1))).isEqualTo(PutResult.LOST);
            assertThat(cache.put(oldPage.forUser(ANN), Customers.of(ANN, 1))).isEqualTo(PutResult.LOST);
            assertThat(cache.find(ANN)).isEmpty();
            assertThat(cache.find(new CustomerId("cus_user_ann"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("promise:F8")
    void aPutThatHungDoesNotOverwriteANewerOne(Host host) {
        try (RedisCustomerCache cache = cache(host);
                RedisCustomerCache other = cache(host)) {
            Ticket old = cache.ticket(ANN);
            server.pause();
            assertFailsInTime(() -> cache.put(old, Customers.of(ANN, 1)));
            server.resume();
            awaitRecovery(other);
            other.put(other.ticket(ANN), Customers.of(ANN, 2));
            awaitRecovery(cache); // what hung in the connection has been carried out by now

            assertThat(cache.find(ANN)).contains(Customers.of(ANN, 2));
            assertThat(cache.put(old, Customers.of(ANN, 1))).isEqualTo(PutResult.STALE);
            assertThat(cache.find(ANN)).contains(Customers.of(ANN, 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasGivenUpWhileDisconnectedIsNotSentLater(Host host) {
        try (RedisCustomerCache cache = cache(host)) {
            Ticket ticket = cache.ticket(ANN);
            List<Put> puts = puts(cache);
            server.kill();
            assertFailsInTime(() -> cache.put(ticket, Customers.of(ANN, 1)));
            assertFailsInTime(() -> cache.put(puts));
            server.restart();
            awaitRecovery(cache);

            String stats = client.connect().sync().info("commandstats");
            assertThat(stats).doesNotContain("cmdstat_eval");
        }
    }

    @Test
    void aClosedCacheFailsAndLeavesTheClientOpen() {
        RedisCustomerCache cache = cache(Host.RECOMMENDED);
        cache.close();
        cache.close();

        assertFailsInTime(() -> cache.find(ANN));
        assertThat(client.connect().sync().ping()).isEqualTo("PONG");
    }

    @Test
    void aClientThatTheHostHasShutDownIsAFailureAndNoCrash() {
        RedisCustomerCache cache = cache(Host.RECOMMENDED);
        client.shutdown();

        assertFailsInTime(() -> cache.find(ANN));
        assertFailsInTime(() -> cache.findAll(MANY));
        cache.close();
    }

    @Test
    void anInterruptEndsTheCallAndIsKept() {
        try (RedisCustomerCache cache = cache(Host.RECOMMENDED)) {
            server.pause();
            Thread.currentThread().interrupt();

            assertFailsInTime(() -> cache.find(ANN));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private RedisCustomerCache cache(Host host) {
        client.setOptions(host.options());
        RedisCustomerCache cache =
                RedisCustomerCache.builder(client, uri).timeout(TIMEOUT).build();
        awaitRecovery(cache);
        return cache;
    }

    private static void awaitRecovery(RedisCustomerCache cache) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            cache.find(ANN);
            cache.findAll(MANY);
            return true;
        });
    }

    private static List<Put> puts(RedisCustomerCache cache) {
        return cache.tickets(MANY).values().stream()
                .map(ticket -> new Put(ticket, Customers.live(ticket.user(), 1)))
                .toList();
    }

    private static void assertEveryCallFailsInTime(RedisCustomerCache cache, Ticket ticket, List<Put> puts) {
        assertFailsInTime(() -> cache.find(ANN));
        assertFailsInTime(() -> cache.find(new CustomerId("cus_user_ann")));
        assertFailsInTime(() -> cache.findAll(MANY));
        assertFailsInTime(() -> cache.ticket(ANN));
        assertFailsInTime(() -> cache.tickets(MANY));
        assertFailsInTime(cache::pageTicket);
        assertFailsInTime(() -> cache.put(ticket, Customers.of(ANN, 1)));
        assertFailsInTime(() -> cache.put(puts));
        assertFailsInTime(() -> cache.invalidate(ANN));
    }

    private static void assertFailsInTime(ThrowingCallable call) {
        InTime.assertFails(Source.CACHE, TIMEOUT, call);
    }
}
