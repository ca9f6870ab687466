package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.ClaimInterleavings.Verdict;
import dev.trueup.testkit.contract.DeliveredEvent.Delivery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The exhaustive interleavings find the mistakes that they are there to find. */
class ClaimInterleavingsTest {

    private static final Claims CLAIMS = ClaimSettings.DEFAULT.claims();

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");

    @Test
    void theProtocolLosesNothing() throws Exception {
        WorkerRules right = WorkerRules.of(WebhookDeduplicator.over(new MapStore(clock), ClaimSettings.DEFAULT));

        assertThat(explore(right, 1)).isEqualTo(new Verdict(647, 0, 0, 0, 0));
        assertThat(explore(right, 2)).isEqualTo(new Verdict(2_326, 0, 0, 0, 0));
        assertThat(explore(right, 3)).isEqualTo(new Verdict(6_430, 0, 0, 0, 0));
    }

    @Test
    void markingAnEventAsSeenBeforeTheEffectIsFound() throws Exception {
        Verdict verdict = explore(WorkerRules.of(new SeenFirst()), 2);

        assertThat(verdict.lost()).isPositive();
    }

    @Test
    void claimingInTwoStepsIsFound() throws Exception {
        LookedBefore mutant = new LookedBefore();
        WorkerRules rules = WorkerRules.of(mutant);
        Verdict verdict = explore(
                new WorkerRules(
                        mutant, delivery -> List.of(() -> mutant.look(delivery), delivery::claim), rules.isSuccess()),
                2);

        assertThat(verdict.repeatedEpochs()).isPositive();
    }

    @Test
    void completingWithoutAskingWhoseClaimItIsIsFound() throws Exception {
        Verdict verdict = explore(WorkerRules.of(new AnybodyCompletes()), 2);

        assertThat(verdict.fencedCompletions()).isPositive();
    }

    @Test
    void tellingTheSenderOfABusyEventThatAllIsWellIsFound() throws Exception {
        WorkerRules rules = WorkerRules.of(new MapDeduplicator());
        Verdict verdict = explore(new WorkerRules(rules.deduplicator(), rules.claiming(), refused -> true), 2);

        assertThat(verdict.lost()).isPositive();
    }

    @Test
    void forgettingAReleasedEventIsFound() throws Exception {
        Verdict verdict = explore(WorkerRules.of(new ReleaseForgets()), 2);

        assertThat(verdict.repeatedEpochs()).isPositive();
    }

    @Test
    void aLeaseThatNeverEndsIsFound() throws Exception {
        WorkerRules right = WorkerRules.of(WebhookDeduplicator.over(new MapStore(clock), ClaimSettings.DEFAULT));
        Verdict verdict = new ClaimInterleavings(right, 2, () -> {}).explore();

        assertThat(verdict.unfinished()).isPositive();
    }

    private Verdict explore(WorkerRules rules, int leaseEnds) throws Exception {
        return new ClaimInterleavings(
                        rules, leaseEnds, () -> clock.advance(CLAIMS.lease().plusMillis(1)))
                .explore();
    }

    /** The protocol in a map, and a door for mutants to what it keeps. */
    private class MapDeduplicator implements WebhookDeduplicator {

        final Map<EventKey, ClaimState> states = new HashMap<>();

        @Override
        public ClaimResult claim(EventKey key, String owner, String fingerprint) {
            return claim(states.get(key), key, owner, fingerprint);
        }

        ClaimResult claim(@Nullable ClaimState state, EventKey key, String owner, String fingerprint) {
            var step = CLAIMS.claim(state, key, owner, fingerprint, clock.instant());
            states.put(key, step.next());
            return step.answer();
        }

        @Override
        public ClaimVerdict complete(Claim claim) {
            var step = CLAIMS.complete(states.get(claim.key()), claim, clock.instant());
            states.put(claim.key(), step.next());
            return step.answer();
        }

        @Override
        public ClaimVerdict release(Claim claim, Duration retryAfter) {
            var step = CLAIMS.release(states.get(claim.key()), claim, retryAfter, clock.instant());
            states.put(claim.key(), step.next());
            return step.answer();
        }

        @Override
        public ClaimVerdict renew(Claim claim) {
            throw new AssertionError("nobody renews");
        }

        @Override
        public boolean reopen(EventKey key) {
            throw new AssertionError("nobody reopens");
        }
    }

    /** As with SET NX: the mark that keeps others off is the mark that it is done. */
    private final class SeenFirst extends MapDeduplicator {

        @Override
        public ClaimResult claim(EventKey key, String owner, String fingerprint) {
            ClaimResult result = super.claim(key, owner, fingerprint);
            if (result instanceof ClaimResult.Claimed claimed) {
                complete(claimed.claim());
            }
            return result;
        }
    }

    /** As with GET and SET: claims by what it saw a moment ago. */
    private final class LookedBefore extends MapDeduplicator {

        private final Map<String, @Nullable ClaimState> seen = new HashMap<>();

        void look(Delivery delivery) {
            seen.put(delivery.owner(), states.get(delivery.key()));
        }

        @Override
        public ClaimResult claim(EventKey key, String owner, String fingerprint) {
            return claim(seen.get(owner), key, owner, fingerprint);
        }
    }

    /** Takes every completion for that of the current owner. */
    private final class AnybodyCompletes extends MapDeduplicator {

        @Override
        public ClaimVerdict complete(Claim claim) {
            ClaimState state = states.get(claim.key());
            return state == null
                    ? ClaimVerdict.FENCED
                    : super.complete(new Claim(claim.key(), state.owner(), state.epoch(), claim.lease()));
        }
    }

    /** Deletes what is released, and with it the epoch. */
    private final class ReleaseForgets extends MapDeduplicator {

        @Override
        public ClaimVerdict release(Claim claim, Duration retryAfter) {
            ClaimVerdict verdict = super.release(claim, retryAfter);
            states.remove(claim.key());
            return verdict;
        }
    }
}
