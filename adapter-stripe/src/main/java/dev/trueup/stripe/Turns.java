package dev.trueup.stripe;

import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one Stripe account, evenly spread over time, for each endpoint and over all. Thread-safe.
 *
 * <p>Background work waits for its turns. Live requests wait for nothing but use turns up, as far as those of the next
 * second. Of all background requests of an endpoint only the first in the line holds a turn, so that what is live gets in
 * between however many wait.
 */
final class Turns {

    private static final Duration LIVE_AHEAD = Duration.ofSeconds(1);
    private static final Duration FIRST_HOLD = Duration.ofSeconds(1);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 4;

    private record Line(Semaphore head, RateLimiter<Object> turns) {}

    private final Duration apart;
    private final RateLimiter<Object> overall;
    private final Map<Endpoint, Line> lines = new ConcurrentHashMap<>();
    private long heldUntil = System.nanoTime();
    private int holds;

    /** Turns that are this far apart. */
    Turns(Duration perEndpoint, Duration overall) {
        this.apart = perEndpoint;
        this.overall = RateLimiter.smoothBuilder(overall).build();
    }

    /** A live request is sent. */
    void use(Endpoint endpoint) {
        line(endpoint).turns().tryReservePermit(LIVE_AHEAD);
        overall.tryReservePermit(LIVE_AHEAD);
    }

    /**
     * Waits for a turn of background work.
     *
     * @return whether it came; {@code false}, at once where that can be known, if it would come after the deadline
     */
    boolean await(Endpoint endpoint, Deadline deadline) throws InterruptedException {
        Line line = line(endpoint);
        if (!line.head().tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            Duration left = deadline.remaining();
            Duration own = line.turns().tryReservePermit(left);
            Duration shared = overall.tryReservePermit(left);
            if (own.isNegative() || shared.isNegative()) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(own.toNanos(), shared.toNanos()));
            for (Duration held = held(); !held.isZero(); held = held()) {
                if (held.compareTo(deadline.remaining()) > 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.sleep(held.toNanos());
            }
            return !deadline.remaining().isZero();
        } finally {
            line.head().release();
        }
    }

    /**
     * Stripe refused a request as one too many: no background request begins for a while.
     *
     * @param asked how long Stripe wants to be left alone; if it does not say, twice as long each time in a row
     */
    synchronized void hold(@Nullable Duration asked) {
        Duration held = held();
        Duration pause = asked;
        if (pause == null || pause.isZero()) {
            if (!held.isZero()) {
                return; // it was sent before the others were refused
            }
            pause = FIRST_HOLD.multipliedBy(1L << Math.min(holds++, MOST_DOUBLINGS));
        }
        Duration bounded = pause.compareTo(LONGEST_HOLD) < 0 ? pause : LONGEST_HOLD;
        heldUntil = System.nanoTime() + Math.max(bounded.toNanos(), held.toNanos());
    }

    /** A background request was not too many. */
    synchronized void goOn() {
        if (held().isZero()) {
            holds = 0;
        }
    }

    /** How long background work is still held back. */
    synchronized Duration held() {
        return Duration.ofNanos(Math.max(0, heldUntil - System.nanoTime()));
    }

    private Line line(Endpoint endpoint) {
        return lines.computeIfAbsent(
                endpoint,
                it -> new Line(
                        new Semaphore(1, true), RateLimiter.smoothBuilder(apart).build()));
    }
}
