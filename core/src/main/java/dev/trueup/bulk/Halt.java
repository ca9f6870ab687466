package dev.trueup.bulk;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a run has to stop before its end, and why. Thread-safe. */
final class Halt {

    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Asks for a stop; the first reason counts. */
    void request(String why) {
        reason.compareAndSet(null, why);
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Why, if it was asked for. */
    @Nullable
    String reason() {
        return reason.get();
    }

    /** Goes on if nobody has asked for a stop. */
    void check() {
        if (isRequested()) {
            throw new Halted();
        }
    }

    /** Waits, unless a stop is asked for. */
    void pause(Duration time) {
        try {
            if (requested.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Halted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request("its thread was interrupted");
            throw new Halted();
        }
    }

    /** The work ends here because somebody asked for it. */
    static final class Halted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Halted() {
            super("stopped", null, false, false);
        }
    }
}
