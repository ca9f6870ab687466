package dev.trueup.testkit.contract;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event, its sender, and what happened to it in one interleaving. Not thread-safe. */
final class DeliveredEvent {

    private final EventKey key = EventKey.of(Source.STRIPE, "evt_" + UUID.randomUUID());
    private final Set<Long> epochs = new HashSet<>();
    private long currentEpoch;
    private int effects;
    private boolean told;
    private boolean fencedCompletion;
    private boolean repeatedEpoch;

    /** What becomes of one delivery, if it gets the claim. */
    enum Fate {
        COMPLETES,
        DIES_BEFORE_THE_EFFECT,
        DIES_BEFORE_COMPLETING,
        DIES_BEFORE_ANSWERING,
        FAILS
    }

    /** The sender comes once more, unless it has been told that the event is done; this delivery goes well. */
    void deliverUnlessTold(WorkerRules rules) {
        if (!told) {
            new Delivery(this, rules).steps(Fate.COMPLETES).forEach(Runnable::run);
        }
    }

    boolean senderIsTold() {
        return told;
    }

    boolean isLost() {
        return told && effects == 0;
    }

    boolean hasFencedCompletion() {
        return fencedCompletion;
    }

    boolean hasRepeatedEpoch() {
        return repeatedEpoch;
    }

    /** The steps of one worker with one delivery. */
    static final class Delivery {

        private final DeliveredEvent event;
        private final WorkerRules rules;
        private final String owner = UUID.randomUUID().toString();
        private @Nullable Claim claim;

        Delivery(DeliveredEvent event, WorkerRules rules) {
            this.event = event;
            this.rules = rules;
        }

        EventKey key() {
            return event.key;
        }

        String owner() {
            return owner;
        }

        List<Runnable> steps(Fate fate) {
            List<Runnable> steps = new ArrayList<>(rules.claiming().apply(this));
            steps.addAll(
                    switch (fate) {
                        case COMPLETES -> List.<Runnable>of(this::effect, () -> answer(complete()));
                        case DIES_BEFORE_THE_EFFECT -> List.<Runnable>of();
                        case DIES_BEFORE_COMPLETING -> List.<Runnable>of(this::effect);
                        case DIES_BEFORE_ANSWERING -> List.<Runnable>of(this::effect, this::complete);
                        case FAILS -> List.<Runnable>of(this::release);
                    });
            return steps;
        }

        void claim() {
            ClaimResult result = rules.deduplicator().claim(event.key, owner, "body");
            if (result instanceof ClaimResult.Claimed claimed) {
                claim = claimed.claim();
                event.repeatedEpoch |= !event.epochs.add(claim.epoch());
                event.currentEpoch = Math.max(event.currentEpoch, claim.epoch());
            } else {
                answer(rules.isSuccess().test(result));
            }
        }

        private void effect() {
            if (claim != null) {
                event.effects++;
            }
        }

        private boolean complete() {
            if (claim == null) {
                return false;
            }
            ClaimVerdict verdict = rules.deduplicator().complete(claim);
            event.fencedCompletion |= verdict == ClaimVerdict.OK && claim.epoch() != event.currentEpoch;
            return verdict != ClaimVerdict.FENCED;
        }

        private void release() {
            if (claim != null) {
                rules.deduplicator().release(claim, Duration.ZERO);
            }
        }

        private void answer(boolean success) {
            event.told |= success;
        }
    }
}
