package dev.trueup.protocol;

import dev.trueup.fixture.Samples;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.ClaimWorld.At;
import dev.trueup.protocol.ClaimWorld.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two workers, one event, and a sender who delivers it, also while an earlier delivery is under way, until one is
 * answered with 2xx. Walks through every state that they can reach, each worker dying or failing at any point and all
 * leases ending at any point, and counts the ways to the end.
 */
final class ClaimModel {

    private static final Claims CLAIMS = new Claims(Duration.ofSeconds(60), 100);
    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");

    /** What must never happen. */
    enum Violation {
        LOST,
        STUCK,
        FENCED_COMPLETION,
        REPEATED_EPOCH
    }

    /** The steps in which a mutant may differ; as they stand here they are right. */
    static class Rules {

        /** Whether a worker looks at the state in a step of its own and then claims by what it saw. */
        boolean looksFirst() {
            return false;
        }

        Step<ClaimState, ClaimResult> claim(@Nullable ClaimState state, String owner, Instant now) {
            return CLAIMS.claim(state, EVENT, owner, "body", now);
        }

        Step<ClaimState, ClaimVerdict> complete(@Nullable ClaimState state, Claim claim, Instant now) {
            return CLAIMS.complete(state, claim, now);
        }

        boolean isSuccess(ClaimResult refused) {
            return refused instanceof ClaimResult.Done || refused instanceof ClaimResult.Dead;
        }
    }

    private final Rules rules;
    private final int deliveries;
    private final int leaseEnds;
    private final Set<Violation> violations = EnumSet.noneOf(Violation.class);
    private final Map<ClaimWorld, Long> ways = new HashMap<>();

    ClaimModel(Rules rules, int deliveries, int leaseEnds) {
        this.rules = rules;
        this.deliveries = deliveries;
        this.leaseEnds = leaseEnds;
    }

    /** The number of interleavings; what went wrong in any of them is in {@link #violations}. */
    long explore() {
        return waysFrom(ClaimWorld.START);
    }

    Set<Violation> violations() {
        return violations;
    }

    private long waysFrom(ClaimWorld world) {
        Long known = ways.get(world);
        if (known != null) {
            return known;
        }
        List<ClaimWorld> next = next(world);
        if (next.isEmpty()) {
            checkEnd(world);
        }
        long sum = next.isEmpty() ? 1 : next.stream().mapToLong(this::waysFrom).sum();
        ways.put(world, sum);
        return sum;
    }

    /** Nobody is at work; a sender who was not told comes once more when all leases are over. */
    private void checkEnd(ClaimWorld world) {
        ClaimWorld end = world;
        if (!end.told()) {
            end = end.leasesEnded().with(0, arrived("last"));
            while (!end.isQuiet()) {
                end = step(end, 0);
            }
            note(!end.told(), Violation.STUCK);
        }
        note(end.told() && !end.effect(), Violation.LOST);
    }

    private List<ClaimWorld> next(ClaimWorld world) {
        List<ClaimWorld> next = new ArrayList<>();
        boolean comesAgain = !world.told() && world.deliveries() < deliveries;
        for (int which = 0; which < 2; which++) {
            Worker worker = world.workers().get(which);
            if (worker.at() != At.IDLE) {
                next.add(step(world, which));
                next.add(world.with(which, Worker.IDLE)); // it dies
            } else if (comesAgain) {
                next.add(world.delivered().with(which, arrived("delivery-" + world.deliveries())));
            }
            if (worker.at() == At.WORKING) {
                next.add(released(world, which, worker));
            }
        }
        if (world.leaseEnds() < leaseEnds && (comesAgain || !world.isQuiet())) {
            next.add(world.leasesEnded());
        }
        return next;
    }

    private Worker arrived(String owner) {
        return new Worker(rules.looksFirst() ? At.LOOKING : At.CLAIMING, owner, null, null, false);
    }

    private ClaimWorld step(ClaimWorld world, int which) {
        Worker worker = world.workers().get(which);
        return switch (worker.at()) {
            case IDLE -> throw new IllegalStateException("an idle worker has nothing to do");
            case LOOKING -> world.with(which, worker.seeing(world.state()));
            case CLAIMING -> claimed(world, which, worker);
            case WORKING -> world.effected().with(which, worker.at(At.COMPLETING));
            case COMPLETING -> completed(world, which, worker);
            case ANSWERING -> world.toldIf(worker.success()).with(which, Worker.IDLE);
        };
    }

    private ClaimWorld claimed(ClaimWorld world, int which, Worker worker) {
        ClaimState state = rules.looksFirst() ? worker.seen() : world.state();
        Step<ClaimState, ClaimResult> step = rules.claim(state, worker.owner(), now(world));
        ClaimWorld kept = world.keeping(step.next());
        if (step.answer() instanceof ClaimResult.Claimed claimed) {
            Claim claim = claimed.claim();
            note(claim.epoch() <= world.lastEpoch(), Violation.REPEATED_EPOCH);
            return kept.inEpoch(claim.epoch()).with(which, worker.holding(claim));
        }
        return kept.with(which, worker.answering(rules.isSuccess(step.answer())));
    }

    private ClaimWorld completed(ClaimWorld world, int which, Worker worker) {
        Claim claim = held(worker);
        Step<ClaimState, ClaimVerdict> step = rules.complete(world.state(), claim, now(world));
        boolean fenced = claim.epoch() != world.lastEpoch();
        note(fenced && step.answer() == ClaimVerdict.OK, Violation.FENCED_COMPLETION);
        return world.keeping(step.next()).with(which, worker.answering(step.answer() != ClaimVerdict.FENCED));
    }

    private static ClaimWorld released(ClaimWorld world, int which, Worker worker) {
        Step<ClaimState, ClaimVerdict> step = CLAIMS.release(world.state(), held(worker), Duration.ZERO, now(world));
        return world.keeping(step.next()).with(which, worker.answering(false));
    }

    private static Instant now(ClaimWorld world) {
        return Samples.NOW.plus(CLAIMS.lease().multipliedBy(world.leaseEnds()));
    }

    private static Claim held(Worker worker) {
        Claim claim = worker.claim();
        if (claim == null) {
            throw new IllegalStateException("nothing is claimed");
        }
        return claim;
    }

    private void note(boolean wrong, Violation violation) {
        if (wrong) {
            violations.add(violation);
        }
    }
}
