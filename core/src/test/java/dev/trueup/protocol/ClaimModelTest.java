package dev.trueup.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.protocol.ClaimModel.Rules;
import dev.trueup.protocol.ClaimModel.Violation;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No interleaving of two workers and a sender goes wrong under the rules, and each known mistake does. */
class ClaimModelTest {

    @Test
    @Tag("promise:W2")
    @Tag("promise:W3")
    void theRulesLoseNothingInAnyInterleaving() {
        ClaimModel model = new ClaimModel(new Rules(), 3, 2);

        assertThat(model.explore()).as("interleavings").isEqualTo(7_871_280);
        assertThat(model.violations()).isEmpty();
    }

    @Test
    void markingAnEventAsSeenBeforeTheEffectLosesIt() {
        assertThat(violationsUnder(new Rules() {
                    @Override
                    Step<ClaimState, ClaimResult> claim(@Nullable ClaimState state, String owner, Instant now) {
                        Step<ClaimState, ClaimResult> step = super.claim(state, owner, now);
                        ClaimState next = step.next();
                        return step.answer() instanceof ClaimResult.Claimed && next != null
                                ? new Step<>(next.as(ClaimState.Phase.DONE, now), step.answer())
                                : step;
                    }
                }))
                .contains(Violation.LOST);
    }

    @Test
    void claimingByWhatWasSeenAMomentAgoRepeatsEpochs() {
        assertThat(violationsUnder(new Rules() {
                    @Override
                    boolean looksFirst() {
                        return true;
                    }
                }))
                .contains(Violation.REPEATED_EPOCH);
    }

    @Test
    void completingWithoutAskingWhoseClaimItIsLetsAFencedOwnerComplete() {
        assertThat(violationsUnder(new Rules() {
                    @Override
                    Step<ClaimState, ClaimVerdict> complete(@Nullable ClaimState state, Claim claim, Instant now) {
                        return state == null
                                ? super.complete(null, claim, now)
                                : new Step<>(state.as(ClaimState.Phase.DONE, now), ClaimVerdict.OK);
                    }
                }))
                .contains(Violation.FENCED_COMPLETION);
    }

    @Test
    void answeringABusyEventWith2xxLosesIt() {
        assertThat(violationsUnder(new Rules() {
                    @Override
                    boolean isSuccess(ClaimResult refused) {
                        return true;
                    }
                }))
                .contains(Violation.LOST);
    }

    private static Set<Violation> violationsUnder(Rules mutant) {
        ClaimModel model = new ClaimModel(mutant, 2, 1);
        model.explore();
        return model.violations();
    }
}
