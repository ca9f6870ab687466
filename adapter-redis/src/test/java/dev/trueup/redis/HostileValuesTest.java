package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PutResult;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileValuesTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final UserId BOB = new UserId("user_bob");
    private static final String HEADER =
            "1" + "0".repeat(15) + "2" + "0".repeat(15) + "1" + "8" + "0".repeat(15) + "AAAA-BBB_CCC";
    private static final String JSON = new String(StoredState.encode(Customers.live(ANN, 1)), UTF_8);

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = Clients.to(uri);
    private final StatefulRedisConnection<String, byte[]> redis = client.connect(Topology.CODEC, uri);
    private final Namespace namespace =
            new Namespace("hostile", UUID.randomUUID().toString(), false);
    private final List<UserId> told = new ArrayList<>();
    private final RedisCustomerCache cache = RedisCustomerCache.builder(client, uri)
            .settings(CacheSettings.DEFAULT.withNamespace(namespace))
            .timeout(Clients.PATIENT)
            .listener(new TrueupListener() {
                @Override
                public void unreadableValue(UserId user) {
                    told.add(user);
                }
            })
            .build();

    @AfterEach
    void shutDown() {
        cache.close();
        client.shutdown();
    }

    static Stream<String> hostile() {
        return Stream.of(
                "",
                "1",
                "x".repeat(100_000),
                "{\"userId\":\"user_ann\"}",
                HEADER,
                HEADER + "L",
                HEADER + "L{}",
                HEADER + "Lnull",
                HEADER + "L[]",
                HEADER + "NN",
                HEADER + "G{}",
                HEADER + "G{\"stripeCustomerId\":\" \"}",
                HEADER + JSON.substring(0, JSON.length() / 2),
                HEADER + JSON + " {}",
                HEADER + JSON + ",",
                HEADER + JSON.replace("user_ann", "user_bob"),
                HEADER + JSON.replace("\"created\":", "\"updatedAt\":1,\"created\":"),
                HEADER + JSON.replaceFirst("\"created\":\\d+", "\"created\":99999999999999999999"),
                HEADER + JSON.replaceFirst("\"created\":\\d+", "\"created\":9223372036854775807"),
                HEADER + JSON.replaceFirst("\"created\":\\d+", "\"created\":1.5"),
                HEADER + JSON.replaceFirst("\"created\":\\d+", "\"created\":\"1\""),
                HEADER + withTerms("\"type\":\" \""),
                HEADER + withTerms("\"type\":1"),
                HEADER + withTerms("\"paused\":\"yes\""),
                HEADER + withTerms("\"ended\":9223372036854775807"),
                HEADER + withTerms("\"metadata\":[\"a\"]"),
                HEADER + withTerms("\"metadata\":[\"a\",1]"),
                HEADER + withTerms("\"discounts\":[{}]"),
                HEADER + withTerms("\"discounts\":[{\"duration\":\"once\",\"percent\":\"101\"}]"),
                HEADER + withTerms("\"discounts\":[{\"duration\":\"once\",\"percent\":5}]"),
                HEADER + withTerms("\"discounts\":[{\"duration\":\"once\",\"amount\":5}]"),
                HEADER + withPricing("[]"),
                HEADER + withPricing("{\"unit\":\"five\"}"),
                HEADER + withPricing("{\"unit\":\"1e2147483647\"}"),
                HEADER + withPricing("{\"unit\":\"100e2147483647\"}"),
                HEADER + withPricing("{\"unit\":\"" + "9".repeat(900_000) + "\"}"),
                HEADER + withPricing("{\"package\":0}"),
                HEADER + withPricing("{\"tiers\":[{\"unit\":\"1\"}]}"),
                HEADER + withPricing("{\"tiers\":[{\"to\":1.5,\"unit\":\"1\",\"flat\":\"1\"}]}"),
                HEADER + JSON.replace("[\"sub_1OqRZ2\"]", "[]"),
                HEADER + JSON.replace("[\"sub_1OqRZ2\"]", "[null]"),
                HEADER + JSON.replace("[\"sub_1OqRZ2\"]", "\"sub_1OqRZ2\""),
                HEADER + "L{\"stripeCustomerId\":" + "[".repeat(100_000),
                "2" + HEADER.substring(1) + JSON,
                HEADER.replace('B', ':') + JSON,
                "1" + "9".repeat(48) + "AAAA-BBB_CCC" + JSON,
                HEADER.replaceFirst("^.{17}", "1" + "0".repeat(16)) + JSON);
    }

    private static String withTerms(String terms) {
        return JSON.replace("\"items\":", terms + ",\"items\":");
    }

    private static String withPricing(String pricing) {
        return JSON.replace("\"quantity\":1", "\"pricing\":" + pricing + ",\"quantity\":1");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    @Tag("promise:K2")
    void aValueThatCannotBeReadIsAMissIsToldAndGivesWayToTheNextPut(String value) {
        redis.sync().set(namespace.userKey(ANN), value.getBytes(UTF_8));

        assertIsAMissAndGivesWay();
    }

    @Test
    @Tag("promise:K2")
    void aValueOfAnotherTypeIsAMissIsToldAndGivesWayToTheNextPut() {
        redis.sync().hset(namespace.userKey(ANN), Map.of("a", new byte[] {1}));

        assertIsAMissAndGivesWay();
    }

    @Test
    void bytesThatAreNoTextAreAMissIsToldAndGiveWayToTheNextPut() {
        byte[] value = (HEADER + JSON).getBytes(UTF_8);
        value[HEADER.length() + 30] = (byte) 0xff;
        redis.sync().set(namespace.userKey(ANN), value);

        assertIsAMissAndGivesWay();
    }

    private void assertIsAMissAndGivesWay() {
        assertThat(cache.find(ANN)).isEmpty();
        assertThat(cache.findAll(List.of(ANN, BOB))).isEmpty();
        assertThat(told).containsExactly(ANN, ANN);
        assertThat(cache.unreadableValues()).isEqualTo(2);

        assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 2))).isEqualTo(PutResult.OK);
        assertThat(cache.find(ANN)).contains(Customers.of(ANN, 2));
        assertThat(redis.sync().pttl(namespace.userKey(ANN))).isPositive();
        cache.invalidate(ANN);
        assertThat(cache.find(ANN)).isEmpty();
        assertThat(told).hasSize(2);
    }

    @Test
    void theSampleItselfCanBeRead() {
        redis.sync().set(namespace.userKey(ANN), (HEADER + JSON).getBytes(UTF_8));

        assertThat(cache.find(ANN)).contains(Customers.of(ANN, 1));
    }

    @Test
    void namesOfALaterReleaseArePassedOver() {
        String more = JSON.replace("\"created\":", "\"tomorrow\":[{\"a\":1.5}],\"created\":");
        redis.sync().set(namespace.userKey(ANN), (HEADER + more).getBytes(UTF_8));

        assertThat(cache.find(ANN)).contains(Customers.of(ANN, 1));
    }

    @Test
    void aPointerThatNamesNobodyIsAMissAndGivesWay() {
        CustomerId customer = Customers.of(ANN, 1).customerId();
        for (byte[] pointer : List.of(
                new byte[0], new byte[] {'\n'}, new byte[300], "a".repeat(256).getBytes(UTF_8))) {
            redis.sync().set(namespace.customerKey(customer), pointer);
            assertThat(cache.find(customer)).isEmpty();
            assertThat(cache.put(cache.ticket(ANN), Customers.of(ANN, 1))).isEqualTo(PutResult.OK);
            assertThat(cache.find(customer)).isPresent();
        }
        redis.sync().del(namespace.customerKey(customer));
        redis.sync().lpush(namespace.customerKey(customer), new byte[] {1});
        assertThat(cache.find(customer)).isEmpty();
        cache.put(cache.ticket(ANN), Customers.of(ANN, 1));
        assertThat(cache.find(customer)).isPresent();
    }

    @Test
    void anIncarnationThatIsNoneIsReplaced() {
        for (String incarnation : List.of("", "short", "x".repeat(1_000), "twelve letrs")) {
            redis.sync().set(namespace.ownKey("incarnation"), incarnation.getBytes(UTF_8));
            assertThat(cache.put(cache.pageTicket().forUser(ANN), Customers.of(ANN, 1)))
                    .isEqualTo(PutResult.OK);
            cache.put(cache.ticket(ANN), Finding.nothing());
        }
    }

    @Test
    void aPutThatWasRefusedDoesNotMoveAPointer() {
        CustomerId moved = new CustomerId("cus_moved");
        var slow = cache.ticket(ANN);
        cache.put(cache.ticket(ANN), Finding.nothing());
        cache.put(cache.ticket(BOB), Customers.of(BOB, moved, 1));

        assertThat(cache.put(slow, Customers.of(ANN, moved, 1))).isEqualTo(PutResult.STALE);
        assertThat(cache.find(moved)).contains(Customers.of(BOB, moved, 1));
    }
}
