package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis hangs, dies or answers into nowhere while an event is claimed: every call ends in time, no event gets stuck. */
class ClaimsAwayTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");
    private static final String BODY = "body-1";

    private final RedisProcess server = RedisServer.start();
    private final FaultProxy wire = FaultProxy.to(server.host(), server.port());
    private final RedisClient client = Clients.to(RedisURI.create(server.uri()));
    private final RedisWebhookDeduplicator near = to(RedisURI.create(server.uri()));
    private final RedisWebhookDeduplicator far = to(RedisURI.create(wire.host(), wire.port()));

    @BeforeEach
    void connect() {
        warmUp(near);
        warmUp(far);
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
    @Tag("promise:W6")
    void everyCallEndsInTimeWhileRedisHangs() {
        Claim claim = claimed(near.claim(EVENT, "a", BODY));
        server.pause();

        assertFailsInTime(() -> near.claim(EVENT, "b", BODY));
        assertFailsInTime(() -> near.complete(claim));
        assertFailsInTime(() -> near.release(claim, Duration.ZERO));
        assertFailsInTime(() -> near.renew(claim));
        assertFailsInTime(() -> near.reopen(EVENT));
    }

    @Test
    void everyCallEndsInTimeWhileRedisIsDead() {
        Claim claim = claimed(near.claim(EVENT, "a", BODY));
        server.kill();

        assertFailsInTime(() -> near.claim(EVENT, "b", BODY));
        assertFailsInTime(() -> near.complete(claim));
    }

    @Test
    void aClaimThatHungIsTheSameOwnersWhenItAsksAgain() {
        server.pause();
        assertFailsInTime(() -> near.claim(EVENT, "a", BODY));
        server.resume();

        assertThat(awaitAnswer(() -> near.claim(EVENT, "a", BODY)))
                .isInstanceOfSatisfying(ClaimResult.Claimed.class, it -> {
                    assertThat(it.claim().epoch()).isEqualTo(1);
                    assertThat(near.complete(it.claim())).isEqualTo(ClaimVerdict.OK);
                });
    }

    @Test
    @Tag("promise:W5")
    void aClaimThatHungIsAnothersAfterTheLease() {
        server.pause();
        assertFailsInTime(() -> near.claim(EVENT, "a", BODY));
        server.resume();
        assertThat(awaitAnswer(() -> far.claim(EVENT, "b", BODY)))
                .as("what hung was carried out, and its owner knows nothing of it")
                .isInstanceOf(ClaimResult.Busy.class);

        await().atMost(LEASE.multipliedBy(3))
                .until(() -> far.claim(EVENT, "b", BODY) instanceof ClaimResult.Claimed it
                        && it.claim().epoch() == 2);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsTheSameWhenItIsRepeated() {
        wire.loseAnswers();
        assertFailsInTime(() -> far.claim(EVENT, "a", BODY));
        assertThat(near.claim(EVENT, "b", BODY)).isInstanceOf(ClaimResult.Busy.class);
        wire.heal();

        Claim claim = claimed(awaitAnswer(() -> far.claim(EVENT, "a", BODY)));
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(claim.lease()).isLessThan(LEASE);
    }

    @Test
    void aCompletionWhoseAnswerWasLostIsOkWhenItIsRepeated() {
        Claim claim = claimed(far.claim(EVENT, "a", BODY));
        wire.loseAnswers();
        assertFailsInTime(() -> far.complete(claim));
        assertThat(near.claim(EVENT, "b", BODY)).isEqualTo(new ClaimResult.Done());
        wire.heal();

        assertThat(awaitAnswer(() -> far.complete(claim))).isEqualTo(ClaimVerdict.OK);
        assertThat(near.complete(new Claim(EVENT, "b", 1, LEASE))).isEqualTo(ClaimVerdict.ALREADY);
    }

    @Test
    void aCompletionThatArrivesAfterTheNextOwnersClaimIsFencedOff() {
        Claim late = claimed(far.claim(EVENT, "a", BODY));
        near.release(late, Duration.ZERO);
        wire.delay(TIMEOUT.multipliedBy(2));
        assertFailsInTime(() -> far.complete(late));
        Claim current = claimed(near.claim(EVENT, "b", BODY));
        wire.delay(Duration.ZERO); // from now on; what is on its way stays ahead

        assertThat(awaitAnswer(() -> far.complete(late))).isEqualTo(ClaimVerdict.FENCED);
        assertThat(near.complete(current)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void aClaimFromBeforeARestartWithoutDataIsFencedOff() {
        Claim lost = claimed(near.claim(EVENT, "a", BODY));
        server.restart();

        assertThat(awaitAnswer(() -> near.complete(lost))).isEqualTo(ClaimVerdict.FENCED);
        Claim current = claimed(near.claim(EVENT, "b", BODY));
        assertThat(current.epoch()).isEqualTo(1);
        assertThat(near.complete(lost)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(near.complete(current)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void whatWasGivenUpWhileDisconnectedIsNotSentLater() {
        server.kill();
        assertFailsInTime(() -> near.claim(EVENT, "a", BODY));
        server.restart();

        assertThat(claimed(awaitAnswer(() -> near.claim(EVENT, "b", BODY))).epoch())
                .isEqualTo(1);
    }

    @Test
    void aServiceMayStartBeforeRedis() {
        server.kill();
        try (RedisWebhookDeduplicator early = to(RedisURI.create(server.uri()))) {
            assertFailsInTime(() -> early.claim(EVENT, "a", BODY));
            server.restart();

            assertThat(awaitAnswer(() -> early.claim(EVENT, "a", BODY))).isInstanceOf(ClaimResult.Claimed.class);
        }
    }

    @Test
    void aClosedDeduplicatorFailsAndLeavesTheClientOpen() {
        near.close();

        assertFailsInTime(() -> near.claim(EVENT, "a", BODY));
        assertThat(client.connect(RedisURI.create(server.uri())).sync().ping()).isEqualTo("PONG");
    }

    private RedisWebhookDeduplicator to(RedisURI uri) {
        return RedisWebhookDeduplicator.builder(client, uri)
                .settings(ClaimSettings.DEFAULT.withLease(LEASE))
                .timeout(TIMEOUT)
                .build();
    }

    /** Connects, and has Redis learn the scripts. */
    private static void warmUp(RedisWebhookDeduplicator deduplicator) {
        EventKey other = EventKey.of(Source.CLERK, "msg_1");
        Claim claim = claimed(awaitAnswer(() -> deduplicator.claim(other, "a", BODY)));
        deduplicator.renew(claim);
        deduplicator.release(claim, Duration.ZERO);
        deduplicator.reopen(other);
        deduplicator.complete(claim);
    }

    private static <T> T awaitAnswer(Callable<T> call) {
        return await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(call, it -> true);
    }

    private static Claim claimed(ClaimResult result) {
        assertThat(result).isInstanceOf(ClaimResult.Claimed.class);
        return ((ClaimResult.Claimed) result).claim();
    }

    private static void assertFailsInTime(ThrowingCallable call) {
        InTime.assertFails(Source.CLAIMS, TIMEOUT, call);
    }
}
