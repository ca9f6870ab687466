package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimResult.Dead;
import dev.trueup.protocol.ClaimResult.Done;
import dev.trueup.protocol.ClaimVerdict;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of the contract that lets no event get lost, whatever happens when. Not thread-safe, as JUnit uses it. */
abstract class ClaimProtocolContract extends ClaimsUnderTest {

    private static final Duration PAST_LEASE = SHORT_LEASE.plusMillis(50);

    /** Two deliveries of five fates each, and two moments at which the leases end. */
    private static final int INTERLEAVINGS = 2_326;

    @Test
    @Tag("promise:W3")
    @Tag("promise:W5")
    final void whoeverOutlivesTheLeaseIsFencedOffByTheNextOwner() throws Exception {
        use(settings.withLease(SHORT_LEASE));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);
        Claim current = mustClaim("b");

        assertThat(current.epoch()).isEqualTo(2);
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.release(late, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.renew(late)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.complete(current)).isEqualTo(ClaimVerdict.OK);
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(deduplicator.release(late, Duration.ZERO)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(deduplicator.complete(current)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    final void theSameOwnerAfterItsLeaseHasANewEpoch() throws Exception {
        use(settings.withLease(SHORT_LEASE));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);

        assertThat(mustClaim("a").epoch()).isEqualTo(2);
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.FENCED);
    }

    @Test
    final void whoeverOutlivesTheLeaseUnnoticedMayStillComplete() throws Exception {
        use(settings.withLease(SHORT_LEASE));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);

        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    final void whoeverOutlivesTheLeaseUnnoticedMayStillRenew() throws Exception {
        use(settings.withLease(SHORT_LEASE));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);

        assertThat(deduplicator.renew(late)).isEqualTo(ClaimVerdict.OK);
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    final void anOwnerThatDiesOverTheLastAttemptLeavesTheEventDeadButMayComeBack() throws Exception {
        use(settings.withLease(SHORT_LEASE).withMaxAttempts(1));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);

        assertThat(claim("b")).isEqualTo(new Dead(1));
        assertThat(deduplicator.release(late, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.renew(late)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    final void whatItsOwnerDiedOverCanBeReopened() throws Exception {
        use(settings.withLease(SHORT_LEASE).withMaxAttempts(1));
        Claim late = mustClaim("a");
        letPass(PAST_LEASE);

        assertThat(deduplicator.reopen(event)).isTrue();
        assertThat(deduplicator.complete(late)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(mustClaim("b").epoch()).isEqualTo(2);
    }

    @Test
    final void aDoneEventIsForgottenOnlyAfterTheRetention() throws Exception {
        Duration retention = Duration.ofMillis(1_200);
        use(settings.withLease(SHORT_LEASE).withRetention(retention));
        Claim claim = mustClaim("a");
        letPass(PAST_LEASE);
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);

        letPass(Duration.ofMillis(900));
        assertThat(claim("b")).as("900 ms after the last step").isEqualTo(new Done());
        ClaimResult result = claim("b");
        for (int waits = 0; result instanceof Done && waits < 8; waits++) {
            letPass(Duration.ofMillis(400));
            result = claim("b");
        }
        assertThat(claimed(result).epoch()).isEqualTo(1);
    }

    @Test
    @Tag("promise:W2")
    @Tag("promise:W3")
    final void noInterleavingOfDeliveriesCrashesAndLeaseEndsLosesAnEvent() throws Exception {
        use(settings.withLease(SHORT_LEASE));
        ClaimInterleavings.Verdict verdict =
                new ClaimInterleavings(WorkerRules.of(deduplicator), 2, () -> letPass(PAST_LEASE)).explore();

        assertThat(verdict).isEqualTo(new ClaimInterleavings.Verdict(INTERLEAVINGS, 0, 0, 0, 0));
    }

    @Test
    @Tag("promise:W2")
    @Tag("promise:W3")
    final void manyThreadsThatDieFailAndPauseLoseNoEvent() throws Exception {
        Duration lease = Duration.ofMillis(100);
        use(settings.withLease(lease).withMaxAttempts(Integer.MAX_VALUE));

        new ClaimFuzz(deduplicator, 120, lease, this::letPass).run(12, System.nanoTime());
    }
}
