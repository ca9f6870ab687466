package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis hangs, dies or answers into nowhere while a run is noted: every call ends in time, and comes back with Redis. */
class RunsAwayTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String RUN = "run_1";
    private static final byte[] ENTRY = new byte[40_000];

    private final RedisProcess server = RedisServer.start();
    private final FaultProxy wire = FaultProxy.to(server.host(), server.port());
    private final RedisClient client = Clients.to(RedisURI.create(server.uri()));
    private final RedisSyncLog log = RedisSyncLog.builder(client, RedisURI.create(wire.host(), wire.port()))
            .timeout(TIMEOUT)
            .build();
    private final RedisRunJournal journal = RedisRunJournal.builder(client, RedisURI.create(wire.host(), wire.port()))
            .timeout(TIMEOUT)
            .build();

    /** Connects, and has Redis learn the script and this JVM the JSON. */
    @BeforeEach
    void warmUp() {
        awaitDone(() -> log.record(report("other", NOON.minusSeconds(1))));
        awaitDone(() -> journal.append("other", ENTRY));
    }

    @AfterEach
    void shutDown() {
        log.close();
        journal.close();
        client.shutdown();
        wire.close();
        server.close();
    }

    @Test
    @Tag("promise:B12")
    void everyCallEndsInTimeWhileRedisHangs() {
        server.pause();

        assertEveryCallFailsInTime();
    }

    @Test
    void everyCallEndsInTimeWhileRedisIsDead() {
        server.kill();

        assertEveryCallFailsInTime();
    }

    @Test
    void everyCallEndsInTimeWhenItsAnswerIsLost() {
        wire.loseAnswers();

        assertEveryCallFailsInTime();
    }

    @Test
    void whatIsNotedOnceMoreAfterAnOutageIsThere() {
        server.pause();
        assertFailsInTime(() -> log.record(report()));
        assertFailsInTime(() -> journal.append(RUN, ENTRY));
        server.resume();

        awaitDone(() -> log.record(report()));
        awaitDone(() -> journal.append(RUN, ENTRY));

        assertThat(log.find(RUN)).contains(report());
        assertThat(log.latest(null, 1)).containsExactly(report());
        assertThat(journal.read(RUN, 0, 10)).isNotEmpty().allSatisfy(entry -> assertThat(entry)
                .isEqualTo(ENTRY));
    }

    @Test
    void aServiceMayStartBeforeRedis() {
        server.kill();
        RedisURI uri = RedisURI.create(server.uri());
        try (RedisSyncLog early =
                        RedisSyncLog.builder(client, uri).timeout(TIMEOUT).build();
                RedisRunJournal earlyJournal =
                        RedisRunJournal.builder(client, uri).timeout(TIMEOUT).build()) {
            assertFailsInTime(() -> early.record(report()));
            assertFailsInTime(() -> earlyJournal.append(RUN, ENTRY));
            server.restart();

            awaitDone(() -> early.record(report()));
            awaitDone(() -> earlyJournal.append(RUN, ENTRY));
            assertThat(early.find(RUN)).contains(report());
        }
    }

    @Test
    void whatIsClosedFailsAndLeavesTheClientOpen() {
        log.close();
        journal.close();

        assertEveryCallFailsInTime();
        assertThat(client.connect(RedisURI.create(server.uri())).sync().ping()).isEqualTo("PONG");
    }

    private void assertEveryCallFailsInTime() {
        assertFailsInTime(() -> log.record(report()));
        assertFailsInTime(() -> log.find(RUN));
        assertFailsInTime(() -> log.latest(null, 10));
        assertFailsInTime(() -> journal.append(RUN, ENTRY));
        assertFailsInTime(() -> journal.read(RUN, 0, 10));
        assertFailsInTime(() -> journal.delete(RUN));
    }

    private static RunReport report() {
        return report(RUN, NOON);
    }

    private static RunReport report(String id, Instant startedAt) {
        return new RunReport(
                id,
                RunKind.REBUILD,
                RunState.RUNNING,
                startedAt,
                startedAt,
                null,
                RunCounts.NONE,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private static void awaitDone(Runnable call) {
        awaitAnswer(() -> {
            call.run();
            return true;
        });
    }

    private static <T> T awaitAnswer(Callable<T> call) {
        return await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(call, it -> true);
    }

    private static void assertFailsInTime(ThrowingCallable call) {
        InTime.assertFails(Source.RUNS, TIMEOUT, call);
    }
}
