package dev.trueup.bulk;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs the pieces of one run side by side; the first one that fails stops the others. Thread-safe. */
final class Workers {

    private final Executor executor;
    private final Halt halt;
    private int active;
    private @Nullable Throwable failure;

    Workers(Executor executor, Halt halt) {
        this.executor = executor;
        this.halt = halt;
    }

    /** Starts a piece, which may start more. */
    void run(Runnable piece) {
        synchronized (this) {
            active++;
        }
        try {
            executor.execute(() -> work(piece));
        } catch (RejectedExecutionException e) {
            halt.request("its threads were closed");
            ended(null);
        }
    }

    /** Whether pieces should end as soon as they can. */
    synchronized boolean isStopped() {
        return failure != null || halt.isRequested();
    }

    /** Waits for all pieces, and throws what the first one threw that failed. */
    synchronized void await() {
        boolean interrupted = false;
        while (active > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                halt.request("its thread was interrupted");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        halt.check();
    }

    private void work(Runnable piece) {
        Throwable thrown = null;
        try {
            if (!isStopped()) {
                piece.run();
            }
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            ended(thrown);
        }
    }

    private synchronized void ended(@Nullable Throwable thrown) {
        if (failure == null && !(thrown instanceof Halt.Halted)) {
            failure = thrown;
        }
        active--;
        notifyAll();
    }
}
