package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in Redis for a run, for how long, and what if somebody else has put something there. */
class StoredRunsTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.000000001Z");
    private static final String RUN = "run_1";

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = Clients.to(uri);
    private final StatefulRedisConnection<String, byte[]> connection = client.connect(Topology.CODEC, uri);
    private final RedisCommands<String, byte[]> redis = connection.sync();
    private final Namespace namespace = new Namespace("runs", UUID.randomUUID().toString(), false);
    private final RedisSyncLog log = RedisSyncLog.builder(client, uri)
            .namespace(namespace)
            .timeout(Clients.PATIENT)
            .build();
    private final RedisRunJournal journal = RedisRunJournal.builder(client, uri)
            .namespace(namespace)
            .timeout(Clients.PATIENT)
            .build();

    @AfterEach
    void shutDown() {
        redis.del(
                namespace.runKey(RUN),
                namespace.runKey("run_2"),
                namespace.journalKey(RUN),
                namespace.ownKey("runs"),
                namespace.ownKey("runs-rebuild"));
        log.close();
        journal.close();
        client.shutdown();
    }

    @Test
    void aReportIsJsonOfThisForm() {
        log.record(report(RUN));

        assertThat(new String(redis.get(namespace.runKey(RUN)), UTF_8))
                .isEqualTo("{\"v\":1,\"id\":\"run_1\",\"kind\":\"REBUILD\",\"state\":\"RUNNING\","
                        + "\"startedAt\":1769860800,\"startedAtNanos\":1,\"updatedAt\":1769860800,"
                        + "\"updatedAtNanos\":1,\"seen\":0,\"written\":0,\"unchanged\":0,\"failed\":0,\"calls\":0,"
                        + "\"throttled\":\"PT0S\",\"failures\":[],\"differences\":[],\"drift\":[],\"remarks\":[]}");
    }

    @Test
    @Tag("promise:B12")
    void everyKeyEndsByItself() {
        log.record(report(RUN));
        journal.append(RUN, new byte[] {1});

        for (String key : List.of(namespace.runKey(RUN), namespace.ownKey("runs"), namespace.ownKey("runs-rebuild"))) {
            assertThat(Duration.ofMillis(redis.pttl(key))).isBetween(Duration.ofDays(29), Duration.ofDays(30));
        }
        assertThat(Duration.ofMillis(redis.pttl(namespace.journalKey(RUN))))
                .isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    }

    @Test
    void eachEntryLetsTheTimeOfTheJournalBeginAnew() {
        journal.append(RUN, new byte[] {1});
        redis.expire(namespace.journalKey(RUN), 10);

        journal.append(RUN, new byte[] {2});

        assertThat(Duration.ofMillis(redis.pttl(namespace.journalKey(RUN)))).isGreaterThan(Duration.ofMinutes(119));
    }

    @Test
    void aJournalThatIsForgottenLeavesNothing() {
        journal.append(RUN, new byte[] {1});

        journal.delete(RUN);

        assertThat(redis.exists(namespace.journalKey(RUN))).isZero();
    }

    @Test
    void listsStayBounded() {
        for (int i = 0; i < RedisSyncLog.KEPT; i++) {
            redis.zadd(namespace.ownKey("runs"), i, ("old_" + i).getBytes(UTF_8));
        }

        log.record(report(RUN));

        assertThat(redis.zcard(namespace.ownKey("runs"))).isEqualTo(RedisSyncLog.KEPT);
        assertThat(log.latest(null, 1)).containsExactly(report(RUN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "null",
                "[]",
                "{\"v\":2,",
                "\"v\":2,",
                "\"id\":\"run_2\",",
                "\"kind\":\"PAINT\",",
                "\"state\":\"running\",",
                "\"startedAt\":\"noon\",",
                "\"startedAt\":9223372036854775807,",
                "\"startedAt\":9223372036854775807,\"startedAtNanos\":9223372036854775807,\"x\":",
                "\"seen\":null,",
                "\"seen\":1.5,",
                "\"seen\":99999999999999999999,",
                "\"throttled\":\"soon\",",
                "\"drift\":[{\"user\":\"\",\"field\":\"email\",\"source\":\"STRIPE\"}],",
                "\"drift\":[null],",
                "\"failures\":[{}],",
                "\"remarks\":[1],"
            })
    @Tag("promise:B12")
    void whatCannotBeReadCountsAsNone(String odd) {
        log.record(report(RUN));
        log.record(report("run_2"));
        String good = new String(redis.get(namespace.runKey(RUN)), UTF_8);
        redis.set(namespace.runKey(RUN), spoiled(good, odd).getBytes(UTF_8));

        assertThat(log.find(RUN)).isEmpty();
        assertThat(log.latest(null, 10)).containsExactly(report("run_2"));

        log.record(report(RUN));
        assertThat(log.find(RUN)).contains(report(RUN));
    }

    @Test
    void whatALaterReleaseMayAddIsPassedOver() {
        log.record(report(RUN));
        String good = new String(redis.get(namespace.runKey(RUN)), UTF_8);
        redis.set(
                namespace.runKey(RUN),
                good.replace("{\"v\":1,", "{\"v\":1,\"new\":[{}],").getBytes(UTF_8));

        assertThat(log.find(RUN)).contains(report(RUN));
    }

    @Test
    void aValueOfAnotherTypeCountsAsNoneAndIsWrittenOver() {
        log.record(report(RUN));
        redis.del(namespace.runKey(RUN));
        redis.lpush(namespace.runKey(RUN), new byte[] {1});

        assertThat(log.find(RUN)).isEmpty();
        assertThat(log.latest(null, 10)).isEmpty();

        log.record(report(RUN));
        assertThat(log.find(RUN)).contains(report(RUN));
    }

    @Test
    void aListedRunThatIsGoneIsLeftOut() {
        log.record(report(RUN));
        log.record(report("run_2"));
        redis.del(namespace.runKey(RUN));

        assertThat(log.latest(null, 10)).containsExactly(report("run_2"));
    }

    @Test
    void aJournalThatIsNoneIsToldWithoutWhatLiesThere() {
        redis.set(namespace.journalKey(RUN), "ada@example.com".getBytes(UTF_8));

        assertThatThrownBy(() -> journal.read(RUN, 0, 1))
                .hasMessage("runs: could not read the journal of run run_1: Redis answered an error");
        assertThatThrownBy(() -> journal.append(RUN, new byte[] {1}))
                .hasMessage("runs: could not write to the journal of run run_1: Redis answered an error");
        journal.delete(RUN);
        journal.append(RUN, new byte[] {1});
        assertThat(journal.read(RUN, 0, 10)).hasSize(1);
    }

    @Test
    void aTimeThatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> RedisSyncLog.builder(client, uri).timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RedisRunJournal.builder(client, uri).timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Something else as a whole, or the good one with a field replaced. */
    private static String spoiled(String good, String odd) {
        if (!odd.startsWith("\"")) {
            return odd;
        }
        String name = odd.substring(0, odd.indexOf(':') + 1);
        int from = good.indexOf(name);
        int to = good.indexOf(",\"", from) < 0 ? good.length() - 1 : good.indexOf(",\"", from) + 1;
        return good.substring(0, from) + odd + good.substring(to);
    }

    private static RunReport report(String id) {
        return new RunReport(
                id,
                RunKind.REBUILD,
                RunState.RUNNING,
                NOON,
                NOON,
                null,
                RunCounts.NONE,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }
}
