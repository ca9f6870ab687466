package dev.trueup.insight;

import dev.trueup.model.HealthCounts;
import java.time.Duration;
import java.time.Instant;

/** Counts of the last while. Time goes by in steps, and what leaves goes a step at a time. For one thread at a time. */
final class SlidingWindow {

    /** What is counted. */
    enum Count {
        IN_STEP,
        OUT_OF_STEP,
        UNDECIDED,
        HITS,
        MISSES,
        SYNCS,
        SYNC_FAILURES,
        CALLS,
        CALL_FAILURES,
        CALL_NANOS,
        AUTHENTICATIONS,
        AUTHENTICATION_FAILURES
    }

    static final int STEPS = 30;

    private final long[][] counts = new long[STEPS][Count.values().length];
    private final long[] sums = new long[Count.values().length];
    private final long stepMillis;
    private long step;

    SlidingWindow(Duration length, Instant now) {
        this.stepMillis = length.toMillis() / STEPS;
        this.step = stepAt(now);
    }

    void add(Count count, long number) {
        counts[Math.floorMod(step, STEPS)][count.ordinal()] += number;
        sums[count.ordinal()] += number;
    }

    /**
     * Lets time go by.
     *
     * @param afterStep is run after each step that took something away, so that whoever watches the counts sees the same
     *     ones however seldom anybody calls
     */
    void moveTo(Instant now, Runnable afterStep) {
        long target = stepAt(now);
        // A clock that is set back a little is waited for; waiting for more than a window would keep old counts for
        // ever.
        if (target < step - STEPS) {
            step = target - STEPS;
        }
        long last = Math.min(target, step + STEPS);
        while (step < last) {
            step++;
            if (forget(counts[Math.floorMod(step, STEPS)])) {
                afterStep.run();
            }
        }
        step = Math.max(step, target);
    }

    HealthCounts counts() {
        return new HealthCounts(
                sum(Count.IN_STEP),
                sum(Count.OUT_OF_STEP),
                sum(Count.UNDECIDED),
                sum(Count.HITS),
                sum(Count.MISSES),
                sum(Count.SYNCS),
                sum(Count.SYNC_FAILURES),
                sum(Count.CALLS),
                sum(Count.CALL_FAILURES),
                Duration.ofNanos(sum(Count.CALL_NANOS)),
                sum(Count.AUTHENTICATIONS),
                sum(Count.AUTHENTICATION_FAILURES));
    }

    private boolean forget(long[] old) {
        boolean some = false;
        for (int i = 0; i < old.length; i++) {
            some |= old[i] != 0;
            sums[i] -= old[i];
            old[i] = 0;
        }
        return some;
    }

    private long sum(Count count) {
        return sums[count.ordinal()];
    }

    private long stepAt(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), stepMillis);
    }
}
