package dev.trueup.testkit.fake;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds calls until a test lets them go: for tests of interleavings.
 *
 * <p>Thread-safe. Closing the fake releases every gate of it.
 */
public final class Gate implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrived;
    private boolean open;

    Gate() {}

    /**
     * Waits until {@code n} calls in all have arrived here.
     *
     * @throws AssertionError when they have not within 10 s
     */
    public void awaitArrived(int n) {
        awaitArrived(n, PATIENCE);
    }

    /**
     * Waits until {@code n} calls in all have arrived here.
     *
     * @throws AssertionError when they have not within {@code patience}
     */
    public void awaitArrived(int n, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (arrived < n) {
                if (left <= 0) {
                    throw new AssertionError("only " + arrived + " of " + n + " calls arrived within " + patience);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for calls", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** How many calls have arrived so far, released ones included. */
    public int arrived() {
        lock.lock();
        try {
            return arrived;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the held calls go, and every later one pass. */
    public void release() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Same as {@link #release()}, for {@code try} blocks. */
    @Override
    public void close() {
        release();
    }

    void pass() throws InterruptedException {
        lock.lock();
        try {
            arrived++;
            changed.signalAll();
            while (!open) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
