package dev.trueup.stripe;

import java.time.Duration;

/** The moment until which one call of an adapter may go on; it can be brought forward. Thread-safe. */
final class Deadline {

    private final Duration timeout;
    private final long end;
    private volatile boolean over;

    /** A deadline this long from now. */
    Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /**
     * A time limit that can be kept.
     *
     * @throws IllegalArgumentException if it is shorter than a millisecond
     */
    static Duration requireUsable(String name, Duration limit) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException(name + " must be at least a millisecond but is " + limit);
        }
        return limit;
    }

    /** What is left, never negative. */
    Duration remaining() {
        long left = over ? 0 : end - System.nanoTime();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** The whole time that was given. */
    Duration timeout() {
        return timeout;
    }

    /** Nobody waits any more: what still runs for this call sends no further request. */
    void end() {
        over = true;
    }
}
