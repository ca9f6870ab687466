package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis answers, but does not take the step: that is neither yes nor no, and told as such. */
class ClaimRefusalsTest {

    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");
    private static final EventKey FAILED = EventKey.of(Source.STRIPE, "evt_failed");
    private static final EventKey DONE = EventKey.of(Source.STRIPE, "evt_done");
    private static final EventKey NEW = EventKey.of(Source.STRIPE, "evt_new");
    private static final String BODY = "body-1";

    private final RedisProcess server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisClient client = Clients.to(uri);
    private final RedisCommands<String, String> redis = client.connect().sync();
    private final RedisWebhookDeduplicator deduplicator = to(uri);
    private final Claim claim = claimed(deduplicator.claim(EVENT, "a", BODY));

    @AfterEach
    void shutDown() {
        deduplicator.close();
        client.shutdown();
        server.close();
    }

    @Test
    void aFullRedisTakesNoStepAndStillKnowsWhatIsDone() {
        prepare();
        redis.configSet("maxmemory", "1");

        assertEveryStepFails("out of memory: it has reached maxmemory and may not evict");
        assertThat(deduplicator.claim(DONE, "b", BODY)).isEqualTo(new ClaimResult.Done());
        redis.configSet("maxmemory", "0");
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(claimed(deduplicator.claim(NEW, "b", BODY)).epoch()).isEqualTo(1);
    }

    @Test
    void aReplicaTakesNoStepAndIsLeftForTheMasterOnceItIsOne() {
        try (RedisProcess replica = RedisServer.startReplicaOf(server);
                RedisWebhookDeduplicator atReplica = to(RedisURI.create(replica.uri()))) {
            prepare();
            await().until(() -> atReplica.claim(FAILED, "b", BODY) instanceof ClaimResult.Busy);

            assertFails("a replica, which takes no writes", () -> atReplica.claim(NEW, "a", BODY));
            assertFails("a replica, which takes no writes", () -> atReplica.complete(claim));
            assertFails("a replica, which takes no writes", () -> atReplica.release(claim, Duration.ZERO));
            assertFails("a replica, which takes no writes", () -> atReplica.renew(claim));
            assertFails("a replica, which takes no writes", () -> atReplica.reopen(FAILED));

            server.kill();
            client.connect(RedisURI.create(replica.uri())).sync().replicaofNoOne();
            assertThat(atReplica.complete(claim)).isEqualTo(ClaimVerdict.OK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "SET", "TIME", "EVALSHA"})
    void aUserWhoMayNotUseACommandIsToldSo(CommandType command) {
        prepare();
        redis.aclSetuser(
                "limited",
                AclSetuserArgs.Builder.on().nopass().allKeys().allCommands().removeCommand(command));
        RedisURI limited =
                RedisURI.builder(uri).withAuthentication("limited", "any").build();
        try (RedisWebhookDeduplicator stranger = to(limited)) {
            assertFails("not permitting the command to this user", () -> stranger.claim(NEW, "a", BODY));
            assertFails("not permitting the command to this user", () -> stranger.complete(claim));
        }
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void aPasswordThatWasNotGivenIsSaid() {
        redis.configSet("requirepass", "secret");
        try (RedisWebhookDeduplicator stranger = to(uri)) {
            // A call between two attempts to connect is told no more than that there is no connection.
            long end = System.nanoTime() + Clients.PATIENT.toNanos();
            while (System.nanoTime() < end && !refusal(stranger).endsWith("password")) {
                Thread.onSpinWait();
            }
            assertFails("asking for a password", () -> stranger.claim(NEW, "a", BODY));
        }
    }

    @Test
    void scriptsThatWereFlushedAreSentAgain() {
        redis.scriptFlush();
        assertThat(deduplicator.renew(claim)).isEqualTo(ClaimVerdict.OK);
        redis.scriptFlush();
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        redis.scriptFlush();
        assertThat(deduplicator.claim(EVENT, "b", BODY)).isEqualTo(new ClaimResult.Done());
    }

    private static String refusal(RedisWebhookDeduplicator stranger) {
        return String.valueOf(
                catchThrowable(() -> stranger.claim(NEW, "a", BODY)).getMessage());
    }

    private void prepare() {
        deduplicator.release(claimed(deduplicator.claim(FAILED, "a", BODY)), Duration.ofHours(1));
        deduplicator.complete(claimed(deduplicator.claim(DONE, "a", BODY)));
    }

    private void assertEveryStepFails(String meaning) {
        assertFails(meaning, () -> deduplicator.claim(NEW, "a", BODY));
        assertFails(meaning, () -> deduplicator.complete(claim));
        assertFails(meaning, () -> deduplicator.release(claim, Duration.ZERO));
        assertFails(meaning, () -> deduplicator.renew(claim));
        assertFails(meaning, () -> deduplicator.reopen(FAILED));
    }

    private RedisWebhookDeduplicator to(RedisURI at) {
        return RedisWebhookDeduplicator.builder(client, at)
                .timeout(Clients.PATIENT)
                .build();
    }

    private static Claim claimed(ClaimResult result) {
        assertThat(result).isInstanceOf(ClaimResult.Claimed.class);
        return ((ClaimResult.Claimed) result).claim();
    }

    private static void assertFails(String meaning, ThrowingCallable call) {
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, call);

        assertThat(failure).isNotNull();
        assertThat(failure.source()).isEqualTo(Source.CLAIMS);
        assertThat(failure).hasMessageStartingWith("claims: could not ").hasMessageEndingWith(": Redis is " + meaning);
        assertThat(failure.getMessage()).contains("stripe:evt_").doesNotContain(BODY);
    }
}
