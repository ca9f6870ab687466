package dev.trueup.memory;

import dev.failsafe.CircuitBreaker;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The time from one recovery of the primary to the next: first the primary works, then it is away. Thread-safe.
 *
 * <p>Everything that must not outlive a recovery lives here and dies with it. A call that is still under way from before
 * can only keep, count and serve in an episode that no later call looks at.
 */
final class Episode {

    /** A primary that flaps does not get through three writes in a row. */
    private static final int SUCCESSES_TO_CLOSE = 3;

    private final FallbackCopy copy;
    private final TouchedUsers touched;

    /** Two breakers, because a primary that refuses all writes may answer many more reads. */
    private final CircuitBreaker<Object> reads;

    private final CircuitBreaker<Object> writes;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();

    Episode(FallbackLimits limits, Clock clock) {
        this.copy = new FallbackCopy(limits.keepFor(), limits.copies(), clock);
        this.touched = new TouchedUsers(limits.touchedUsers());
        this.reads = breaker(limits);
        this.writes = breaker(limits);
    }

    private static CircuitBreaker<Object> breaker(FallbackLimits limits) {
        return CircuitBreaker.builder()
                .withFailureThreshold(limits.failures(), limits.ofCalls())
                .withSuccessThreshold(SUCCESSES_TO_CLOSE)
                .withDelay(jittered(limits.probeEvery()))
                .build();
    }

    /** A quarter more or less, so that many processes do not probe at one time. */
    private static Duration jittered(Duration time) {
        long nanos = time.toNanos();
        return Duration.ofNanos(nanos + ThreadLocalRandom.current().nextLong(-(nanos / 4), nanos / 4 + 1));
    }

    FallbackCopy copy() {
        return copy;
    }

    TouchedUsers touched() {
        return touched;
    }

    /** Whether the primary was taken for away; for the rest of this episode then. */
    boolean isAway() {
        return away.get();
    }

    <T> T read(Supplier<T> call) {
        return counted(reads, call);
    }

    <T> T write(Supplier<T> call) {
        return counted(writes, call);
    }

    private <T> T counted(CircuitBreaker<Object> breaker, Supplier<T> call) {
        try {
            T answer = call.get();
            // Once away, only the probes count: a call that took so long shows nothing of the present.
            if (!isAway()) {
                breaker.recordSuccess();
            }
            return answer;
        } catch (SourceUnavailableException e) {
            if (!isAway()) {
                breaker.recordFailure();
            }
            throw e;
        }
    }

    /** Takes the primary for away, if too many calls failed; whether this call is the one that did. */
    boolean end() {
        if (isAway() || (reads.isClosed() && writes.isClosed())) {
            return false;
        }
        writes.open();
        return away.compareAndSet(false, true);
    }

    /**
     * Tries whether the primary works again, if it is time to and nobody else does.
     *
     * @param probe a write, as a replica without its primary answers reads; whether it succeeded
     * @return whether the episode is over; {@code true} for one caller only
     */
    boolean isOver(BooleanSupplier probe) {
        if (!probing.compareAndSet(false, true)) {
            return false;
        }
        boolean over = false;
        try {
            boolean works = true;
            while (works && !over && writes.tryAcquirePermit()) {
                works = recorded(probe);
                over = works && writes.isClosed();
            }
            return over;
        } finally {
            probing.set(over);
        }
    }

    private boolean recorded(BooleanSupplier probe) {
        boolean works = false;
        try {
            works = probe.getAsBoolean();
        } finally {
            if (works) {
                writes.recordSuccess();
            } else {
                writes.recordFailure();
            }
        }
        return works;
    }

    SourceUnavailableException refusal(String what) {
        return new SourceUnavailableException(Source.CACHE, "is away: " + what, null, writes.getRemainingDelay());
    }
}
