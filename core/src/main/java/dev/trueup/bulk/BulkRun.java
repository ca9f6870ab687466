package dev.trueup.bulk;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run that was started by this instance. Thread-safe. */
public final class BulkRun {

    private final String id;
    private final RunKind kind;
    private final Halt halt;
    private final Tally tally;
    private final CompletableFuture<RunReport> end;

    BulkRun(String id, RunKind kind, Halt halt, Tally tally, CompletableFuture<RunReport> end) {
        this.id = id;
        this.kind = kind;
        this.halt = halt;
        this.tally = tally;
        this.end = end;
    }

    /** Names the run, here and in the log of runs. */
    public String id() {
        return id;
    }

    /** What it is for. */
    public RunKind kind() {
        return kind;
    }

    /** How far it is at this moment, or how it ended. */
    public RunReport report() {
        return end.isDone() ? end.join() : tally.report(RunState.RUNNING, null);
    }

    /**
     * Waits for the end. That a run failed is told by its state and never by an exception.
     *
     * @return how it ended
     * @throws InterruptedException if the waiting thread is interrupted, which does not stop the run
     */
    public RunReport await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run always ends in a report", e);
        }
    }

    /**
     * Waits for the end, but no longer than this.
     *
     * @return how it ended, or nothing if it is still at work
     * @throws InterruptedException if the waiting thread is interrupted, which does not stop the run
     */
    public Optional<RunReport> await(Duration limit) throws InterruptedException {
        try {
            return Optional.of(end.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run always ends in a report", e);
        }
    }

    /**
     * Asks the run to stop. It ends soon as {@code INTERRUPTED}, after the requests that are under way, and can be
     * resumed; nothing that it has written is taken back. Does nothing if it is over.
     */
    public void cancel() {
        halt("it was cancelled");
    }

    /** Whether it was asked to stop before its end. */
    boolean isStopping() {
        return halt.isRequested();
    }

    /** How it is to be noted if its process ends before it does. */
    RunReport interrupted() {
        return tally.report(RunState.INTERRUPTED, null);
    }

    void halt(String why) {
        halt.request(why);
    }
}
