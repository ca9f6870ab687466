package dev.trueup.protocol;

import static dev.trueup.fixture.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.ClaimResult.Busy;
import dev.trueup.protocol.ClaimResult.Claimed;
import dev.trueup.protocol.ClaimResult.Dead;
import dev.trueup.protocol.ClaimResult.Done;
import dev.trueup.protocol.ClaimResult.Mismatch;
import dev.trueup.protocol.ClaimState.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");

    private final Claims claims = new Claims(LEASE, 3);
    private Instant now = NOW;
    private @Nullable ClaimState state;

    @Test
    void anUnknownEventIsClaimedForOneLease() {
        assertThat(claim("a")).isEqualTo(new Claimed(new Claim(EVENT, "a", 1, LEASE)));
        assertThat(state).isEqualTo(new ClaimState(Phase.PROCESSING, 1, 1, "a", "body", NOW.plus(LEASE)));
    }

    @Test
    void aLeasedEventIsBusyForTheRestOfTheLease() {
        claim("a");
        pass(LEASE.minusMillis(1));

        assertThat(claim("b")).isEqualTo(new Busy(Duration.ofMillis(1)));
    }

    @Test
    void aLeaseIsOverWhenItsTimeHasCome() {
        claim("a");
        pass(LEASE);

        assertThat(claim("b")).isEqualTo(new Claimed(new Claim(EVENT, "b", 2, LEASE)));
    }

    @Test
    void theOwnerWhoAsksAgainGetsTheRestOfItsOwnLease() {
        claim("a");
        pass(Duration.ofSeconds(20));
        ClaimState before = state;

        assertThat(claim("a")).isEqualTo(new Claimed(new Claim(EVENT, "a", 1, Duration.ofSeconds(40))));
        assertThat(state).isEqualTo(before);
    }

    @Test
    void theOwnerWhoFailedWaitsLikeEverybody() {
        release(mustClaim("a"), Duration.ofSeconds(5));

        assertThat(claim("a")).isEqualTo(new Busy(Duration.ofSeconds(5)));
        pass(Duration.ofSeconds(5));
        assertThat(mustClaim("a").epoch()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void anotherBodyIsAMismatchInEveryPhaseAndChangesNothing(Phase phase) {
        state = new ClaimState(phase, 2, 2, "a", "body", NOW.minusSeconds(1));
        ClaimState before = state;

        Step<ClaimState, ClaimResult> step = claims.claim(state, EVENT, "a", "another", now);

        assertThat(step).isEqualTo(new Step<>(before, new Mismatch()));
    }

    @Test
    void anEventIsDeadAfterTheMaximumOfAttempts() {
        for (String owner : new String[] {"a", "b", "c"}) {
            release(mustClaim(owner), Duration.ZERO);
        }

        assertThat(claim("d")).isEqualTo(new Dead(3));
        assertThat(claim("d")).isEqualTo(new Dead(3));
    }

    @Test
    void aWaitThatIsNotOverIsNoReasonToGiveUp() {
        release(mustClaim("a"), Duration.ZERO);
        release(mustClaim("b"), Duration.ZERO);
        release(mustClaim("c"), Duration.ofSeconds(5));

        assertThat(claim("d")).isInstanceOf(Busy.class);
    }

    @Test
    void theLastOwnerOfADeadEventMayStillSayThatItIsDone() {
        Claim third = thirdClaim();
        pass(LEASE);
        assertThat(claim("d")).isEqualTo(new Dead(3));

        assertThat(release(third, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(renew(third)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(complete(third)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("d")).isEqualTo(new Done());
    }

    @Test
    void whatIsDoneStaysDone() {
        Claim claim = mustClaim("a");

        assertThat(complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(renew(claim)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(reopen()).isFalse();
        pass(LEASE);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    void afterItsLeaseAnOwnerIsCurrentUntilAnotherClaims() {
        Claim first = mustClaim("a");
        pass(LEASE);
        assertThat(renew(first)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Busy(LEASE));
        pass(LEASE);
        Claim second = mustClaim("b");

        assertThat(complete(first)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(release(first, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(renew(first)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(complete(second)).isEqualTo(ClaimVerdict.OK);
        assertThat(complete(first)).isEqualTo(ClaimVerdict.ALREADY);
    }

    @Test
    void theSameOwnerInALaterEpochFencesItsEarlierSelf() {
        Claim first = mustClaim("a");
        pass(LEASE);
        mustClaim("a");

        assertThat(complete(first)).isEqualTo(ClaimVerdict.FENCED);
    }

    @Test
    void whatWasGivenBackIsNotCompleted() {
        Claim claim = mustClaim("a");
        assertThat(release(claim, Duration.ofSeconds(5))).isEqualTo(ClaimVerdict.OK);
        ClaimState before = state;

        assertThat(complete(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(renew(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.OK);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void nobodyHoldsWhatTheStoreHasLost() {
        Claim claim = mustClaim("a");
        state = null;

        assertThat(complete(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(renew(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(state).isNull();
    }

    @Test
    void aReopenedEventHasAllItsAttemptsAndKeepsItsEpoch() {
        release(thirdClaim(), Duration.ZERO);
        assertThat(claim("d")).isEqualTo(new Dead(3));

        assertThat(reopen()).isTrue();
        assertThat(mustClaim("d").epoch()).isEqualTo(4);
        assertThat(state).extracting(ClaimState::attempts).isEqualTo(1);
    }

    @Test
    void onlyWhatNobodyWorksOnIsReopened() {
        assertThat(reopen()).isTrue();
        assertThat(state).isNull();
        Claim claim = mustClaim("a");
        assertThat(reopen()).isFalse();
        assertThat(complete(claim)).as("the owner is undisturbed").isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void whoeverOutlivedItsLeaseCannotCompleteWhatWasReopened() {
        Claim claim = mustClaim("a");
        pass(LEASE);

        assertThat(reopen()).isTrue();
        assertThat(complete(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(mustClaim("b").epoch()).isEqualTo(2);
    }

    @Test
    void anEventThatWaitsIsClaimedAtOnceAfterReopening() {
        release(mustClaim("a"), Duration.ofHours(1));

        assertThat(reopen()).isTrue();
        assertThat(mustClaim("b").epoch()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "é", "a\n", "secret-body {}"})
    void ownersAndFingerprintsAreTokens(String bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> claims.claim(null, EVENT, bad, "f", now))
                .withMessageStartingWith("owner must be 1 to 64 letters, digits, _ and -")
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> claims.claim(null, EVENT, "a", bad, now))
                .withMessageStartingWith("fingerprint must be");
    }

    @Test
    void aTokenHas64CharactersAtMost() {
        assertThat(Claims.requireToken("owner", "a".repeat(64))).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.requireToken("owner", "a".repeat(65)));
    }

    @Test
    void aWaitIsNotNegative() {
        Claim claim = mustClaim("a");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> release(claim, Duration.ofMillis(-1)))
                .withMessage("retryAfter must not be negative but is PT-0.001S");
    }

    @Test
    void leaseAndAttemptsArePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Claims(Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Claims(Duration.ofMillis(-1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Claims(LEASE, 0));
    }

    private Claim thirdClaim() {
        release(mustClaim("a"), Duration.ZERO);
        release(mustClaim("b"), Duration.ZERO);
        return mustClaim("c");
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private ClaimResult claim(String owner) {
        return taken(claims.claim(state, EVENT, owner, "body", now));
    }

    private Claim mustClaim(String owner) {
        ClaimResult result = claim(owner);
        assertThat(result).isInstanceOf(Claimed.class);
        return ((Claimed) result).claim();
    }

    private ClaimVerdict complete(Claim claim) {
        return taken(claims.complete(state, claim, now));
    }

    private ClaimVerdict release(Claim claim, Duration retryAfter) {
        return taken(claims.release(state, claim, retryAfter, now));
    }

    private ClaimVerdict renew(Claim claim) {
        return taken(claims.renew(state, claim, now));
    }

    private boolean reopen() {
        return taken(claims.reopen(state, now));
    }

    private <A> A taken(Step<ClaimState, A> step) {
        state = step.next();
        return step.answer();
    }
}
