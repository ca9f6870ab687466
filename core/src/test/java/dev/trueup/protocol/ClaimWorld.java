package dev.trueup.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One moment in the model of claims. Immutable.
 *
 * @param state what the store keeps of the event
 * @param lastEpoch the highest epoch that was given out
 * @param leaseEnds how often all leases have ended
 * @param deliveries how often the event was delivered
 * @param effect whether its effect has happened
 * @param told whether the sender was told that it is done
 * @param workers what the two are at
 */
record ClaimWorld(
        @Nullable ClaimState state,
        long lastEpoch,
        int leaseEnds,
        int deliveries,
        boolean effect,
        boolean told,
        List<Worker> workers) {

    static final ClaimWorld START = new ClaimWorld(null, 0, 0, 0, false, false, List.of(Worker.IDLE, Worker.IDLE));

    /** What a worker does next. */
    enum At {
        IDLE,
        LOOKING,
        CLAIMING,
        WORKING,
        COMPLETING,
        ANSWERING
    }

    /** A worker and its delivery. */
    record Worker(
            At at,
            String owner,
            @Nullable ClaimState seen,
            @Nullable Claim claim,
            boolean success) {

        static final Worker IDLE = new Worker(At.IDLE, "", null, null, false);

        Worker at(At next) {
            return new Worker(next, owner, seen, claim, success);
        }

        Worker seeing(@Nullable ClaimState state) {
            return new Worker(At.CLAIMING, owner, state, null, false);
        }

        Worker holding(Claim held) {
            return new Worker(At.WORKING, owner, null, held, false);
        }

        Worker answering(boolean with2xx) {
            return new Worker(At.ANSWERING, "", null, null, with2xx);
        }
    }

    boolean isQuiet() {
        return workers.stream().allMatch(Worker.IDLE::equals);
    }

    ClaimWorld with(int which, Worker worker) {
        List<Worker> next = new ArrayList<>(workers);
        next.set(which, worker);
        return new ClaimWorld(state, lastEpoch, leaseEnds, deliveries, effect, told, List.copyOf(next));
    }

    ClaimWorld keeping(@Nullable ClaimState next) {
        return new ClaimWorld(next, lastEpoch, leaseEnds, deliveries, effect, told, workers);
    }

    ClaimWorld inEpoch(long epoch) {
        return new ClaimWorld(state, epoch, leaseEnds, deliveries, effect, told, workers);
    }

    ClaimWorld leasesEnded() {
        return new ClaimWorld(state, lastEpoch, leaseEnds + 1, deliveries, effect, told, workers);
    }

    ClaimWorld delivered() {
        return new ClaimWorld(state, lastEpoch, leaseEnds, deliveries + 1, effect, told, workers);
    }

    ClaimWorld effected() {
        return new ClaimWorld(state, lastEpoch, leaseEnds, deliveries, true, told, workers);
    }

    ClaimWorld toldIf(boolean success) {
        return new ClaimWorld(state, lastEpoch, leaseEnds, deliveries, effect, told || success, workers);
    }
}
