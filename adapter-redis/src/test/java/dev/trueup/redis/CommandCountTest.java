package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the cache and the claims cost, in commands and round trips. */
class CommandCountTest {

    private static final RedisProcess SERVER = RedisServer.start();
    private static final RedisURI URI = RedisURI.create(SERVER.uri());
    private static final RedisClient CLIENT = Clients.to(URI);
    private static final StatefulRedisConnection<String, String> REDIS = CLIENT.connect();
    private static final RedisCustomerCache CACHE =
            RedisCustomerCache.builder(CLIENT, URI).timeout(Clients.PATIENT).build();

    private static final RedisWebhookDeduplicator DEDUPLICATOR = RedisWebhookDeduplicator.builder(CLIENT, URI)
            .timeout(Clients.PATIENT)
            .build();

    private static final Duration ONE_WAY = Duration.ofMillis(150);
    private static final UserId ANN = new UserId("user_ann");
    private static final Pattern CALLS = Pattern.compile("cmdstat_(\\w+):calls=(\\d+)");

    @BeforeEach
    void warmUp() {
        CACHE.put(puts(CACHE.tickets(users(3))));
        CACHE.put(CACHE.ticket(ANN), Customers.of(ANN, 1));
        CACHE.pageTicket();
        takeEveryStep(EventKey.of(Source.STRIPE, "evt_" + UUID.randomUUID()));
        REDIS.sync().configResetstat();
    }

    @AfterAll
    static void shutDown() {
        CACHE.close();
        DEDUPLICATOR.close();
        CLIENT.shutdown();
        SERVER.close();
    }

    @Test
    @Tag("promise:K3")
    void aLookUpByUserIsOneGet() {
        assertThat(CACHE.find(ANN)).isPresent();

        assertThat(commands()).isEqualTo(Map.of("get", 1));
    }

    @Test
    void aLookUpOfNobodyIsOneGet() {
        assertThat(CACHE.find(new UserId("user_nobody"))).isEmpty();

        assertThat(commands()).isEqualTo(Map.of("get", 1));
    }

    @Test
    void aLookUpByCustomerIsTwoGets() {
        assertThat(CACHE.find(new CustomerId("cus_user_ann"))).isPresent();

        assertThat(commands()).isEqualTo(Map.of("get", 2));
    }

    @Test
    void aTicketIsOneScript() {
        CACHE.ticket(ANN);

        assertThat(commands()).containsEntry("evalsha", 1).doesNotContainKeys("eval", "set");
    }

    @Test
    void aPutIsAScriptForTheRecordAndOneForThePointer() {
        var ticket = CACHE.ticket(ANN);
        REDIS.sync().configResetstat();
        CACHE.put(ticket, Customers.of(ANN, 1));

        assertThat(commands()).containsEntry("evalsha", 2).doesNotContainKey("eval");
    }

    @Test
    void aClaimIsOneScriptAndItsCompletionAnother() {
        EventKey event = EventKey.of(Source.STRIPE, "evt_" + UUID.randomUUID());
        Claim claim = ((ClaimResult.Claimed) DEDUPLICATOR.claim(event, "a", "body-1")).claim();

        assertThat(sent()).isEqualTo(Map.of("evalsha", 1));
        DEDUPLICATOR.complete(claim);
        assertThat(sent()).isEqualTo(Map.of("evalsha", 2));
        DEDUPLICATOR.claim(event, "b", "body-1");
        assertThat(sent()).isEqualTo(Map.of("evalsha", 3));
    }

    @Test
    void everyOtherStepOfAClaimIsOneScript() {
        takeEveryStep(EventKey.of(Source.STRIPE, "evt_" + UUID.randomUUID()));

        assertThat(sent()).isEqualTo(Map.of("evalsha", 5));
    }

    @Test
    @Tag("promise:K4")
    void aBatchOfAHundredIsOneRoundTrip() {
        try (FaultProxy wire = FaultProxy.to(SERVER.host(), SERVER.port());
                RedisCustomerCache far = over(wire)) {
            List<UserId> users = users(100);
            List<Put> puts = puts(far.tickets(users));
            wire.delay(ONE_WAY);

            assertThat(roundTrips(() -> far.put(puts))).isEqualTo(1);
            assertThat(roundTrips(() -> far.tickets(users))).isEqualTo(1);
            assertThat(roundTrips(() -> far.findAll(users))).isEqualTo(1);
            PageTicket page = far.pageTicket();
            List<Put> ofPage = puts(users.stream().collect(Collectors.toMap(it -> it, page::forUser)));
            assertThat(roundTrips(() -> far.put(ofPage))).isEqualTo(1);
        }
    }

    @Test
    @Tag("promise:K4")
    void aBatchOfAThousandIsFewerThanTenRoundTrips() {
        try (FaultProxy wire = FaultProxy.to(SERVER.host(), SERVER.port());
                RedisCustomerCache far = over(wire)) {
            List<UserId> users = users(1_000);
            List<Put> puts = puts(far.tickets(users));
            wire.delay(ONE_WAY);

            assertThat(roundTrips(() -> far.put(puts))).isBetween(1L, 9L);
            assertThat(roundTrips(() -> far.findAll(users))).isBetween(1L, 9L);
        }
    }

    private static RedisCustomerCache over(FaultProxy wire) {
        RedisCustomerCache cache = RedisCustomerCache.builder(CLIENT, RedisURI.create(wire.host(), wire.port()))
                .timeout(Clients.PATIENT)
                .build();
        cache.findAll(users(2)); // connects both
        cache.find(ANN);
        return cache;
    }

    private static long roundTrips(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / ONE_WAY.multipliedBy(2).toNanos();
    }

    private static List<Put> puts(Map<UserId, Ticket> tickets) {
        return tickets.values().stream()
                .map(ticket -> new Put(ticket, Customers.live(ticket.user(), 1)))
                .toList();
    }

    private static void takeEveryStep(EventKey event) {
        Claim claim = ((ClaimResult.Claimed) DEDUPLICATOR.claim(event, "a", "body-1")).claim();
        DEDUPLICATOR.renew(claim);
        DEDUPLICATOR.complete(claim);
        DEDUPLICATOR.release(claim, Duration.ZERO);
        DEDUPLICATOR.reopen(event);
    }

    private static List<UserId> users(int count) {
        return IntStream.range(0, count).mapToObj(i -> new UserId("user_" + i)).toList();
    }

    /** What came over the wire, without what scripts have called. */
    private static Map<String, Integer> sent() {
        Map<String, Integer> calls = commands();
        List.of("time", "get", "set").forEach(calls::remove);
        return calls;
    }

    private static Map<String, Integer> commands() {
        Map<String, Integer> calls = CALLS.matcher(REDIS.sync().info("commandstats"))
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> Integer.parseInt(it.group(2))));
        List.of("info", "config", "hello", "client", "ping").forEach(calls::remove);
        return calls;
    }
}
