package dev.trueup.stripe;

import java.time.Duration;

/** The moment until which one call of the directory may go on; it can be brought forward. Thread-safe. */
final class Deadline {

    private final Duration timeout;
    private final long end;
    private volatile boolean over;

    /** A deadline this long from now. */
    Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
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
