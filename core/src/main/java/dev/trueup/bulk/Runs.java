package dev.trueup.bulk;

import dev.trueup.model.Lease;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs, one of a kind at a time over all instances, has them show that they live, and notes how they end.
 * Thread-safe.
 */
final class Runs {

    private static final Logger log = LoggerFactory.getLogger(BulkSync.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final BulkEnvironment environment;
    private final Map<String, BulkRun> active = new ConcurrentHashMap<>();

    Runs(BulkEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Starts a run.
     *
     * @param resume whether to go on with the last run of the kind, if that did not succeed
     * @throws RunInProgressException if a run of the kind is at work
     * @throws SourceUnavailableException if leases or log cannot be asked
     */
    BulkRun start(RunKind kind, boolean resume, Consumer<Work> task) {
        Lease lease = lease(kind, resume);
        try {
            return begin(kind, lease, resume ? unfinished(kind) : null, task);
        } catch (RuntimeException e) {
            release(lease);
            throw e;
        }
    }

    /** What a run says of itself, or said last; one that has not shown for long that it lives was interrupted. */
    Optional<RunReport> find(String id) {
        BulkRun own = active.get(id);
        return own == null ? environment.log().find(id).map(this::alive) : Optional.of(own.report());
    }

    /** The report as it is to be understood now. */
    RunReport alive(RunReport report) {
        Duration silence =
                Duration.between(report.updatedAt(), environment.sync().clock().instant());
        boolean dead = report.state() == RunState.RUNNING
                && !active.containsKey(report.id())
                && silence.compareTo(environment.settings().lease().multipliedBy(2)) > 0;
        return dead
                ? new RunReport(
                        report.id(),
                        report.kind(),
                        RunState.INTERRUPTED,
                        report.startedAt(),
                        report.updatedAt(),
                        report.updatedAt(),
                        report.counts(),
                        null,
                        report.failures(),
                        report.differences(),
                        report.drift(),
                        report.remarks(),
                        report.error())
                : report;
    }

    /** Stops all runs of this instance and waits for them, but not for long. */
    void close(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (BulkRun run : active.values()) {
            run.halt("its process ends");
        }
        for (BulkRun run : active.values()) {
            try {
                if (run.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                        .isEmpty()) {
                    note(run.interrupted()); // it waits for its turn, and its process may not wait so long
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Lease lease(RunKind kind, boolean resume) {
        String task = "run " + kind;
        Duration length = environment.settings().lease();
        Optional<Lease> lease = environment.leases().acquire(task, length);
        // A process that died an instant ago still has its lease; whoever resumes its run waits until that is over.
        long end = System.nanoTime() + length.plus(LOOK_AGAIN).toNanos();
        while (lease.isEmpty() && resume && System.nanoTime() < end && !isAtWork(kind)) {
            pause();
            lease = environment.leases().acquire(task, length);
        }
        return lease.orElseThrow(() -> new RunInProgressException(kind, holder(kind)));
    }

    private boolean isAtWork(RunKind kind) {
        return active.values().stream().anyMatch(it -> it.kind() == kind);
    }

    /** Whoever has just got the lease may not have told which run it is for. */
    private @Nullable String holder(RunKind kind) {
        for (int i = 0; i < 10; i++) {
            Optional<RunReport> latest = environment.log().latest(kind, 1).stream()
                    .filter(it -> alive(it).state() == RunState.RUNNING)
                    .findFirst();
            if (latest.isPresent()) {
                return latest.get().id();
            }
            pause();
        }
        return null;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable RunReport unfinished(RunKind kind) {
        return environment.log().latest(kind, 1).stream()
                .filter(it -> it.state() != RunState.SUCCEEDED)
                .findFirst()
                .orElse(null);
    }

    private BulkRun begin(RunKind kind, Lease lease, @Nullable RunReport before, Consumer<Work> task) {
        String id = before == null ? newId() : before.id();
        Instant startedAt = before == null ? environment.sync().clock().instant() : before.startedAt();
        Halt halt = new Halt();
        CallMeter meter = new CallMeter();
        Tally tally = new Tally(id, kind, startedAt, meter, environment.sync().clock());
        Work work = new Work(
                id,
                startedAt,
                before != null,
                halt,
                meter,
                tally,
                new Patience(environment.settings().patience(), halt, meter));
        CompletableFuture<RunReport> end = new CompletableFuture<>();
        BulkRun run = new BulkRun(id, kind, halt, tally, end);
        RunReport begun = tally.report(RunState.RUNNING, null);
        environment.log().record(begun);
        active.put(id, run);
        environment.sync().listener().runProgressed(begun);
        Pulse pulse = new Pulse(environment, lease, run);
        try {
            environment.sync().executor().execute(() -> {
                pulse.start();
                RunReport report = ended(work, task);
                pulse.stop();
                pulse.lease().ifPresent(held -> end(report, held));
                active.remove(id);
                environment.sync().listener().runFinished(report);
                end.complete(report);
            });
        } catch (RejectedExecutionException e) {
            active.remove(id);
            throw new IllegalStateException("closed", e);
        }
        return run;
    }

    private RunReport ended(Work work, Consumer<Work> task) {
        try {
            task.accept(work);
            return work.tally().report(RunState.SUCCEEDED, null);
        } catch (Halt.Halted e) {
            work.tally().remark("stopped: " + work.halt().reason());
            return work.tally().report(RunState.INTERRUPTED, null);
        } catch (SourceUnavailableException e) {
            return work.tally().report(RunState.FAILED, e.source() + " is away: " + e.getMessage());
        } catch (Records.TicketLost e) {
            return work.tally().report(RunState.FAILED, e.getMessage());
        } catch (RuntimeException | Error e) {
            // The class alone: the message could hold anything.
            log.error("Run {} failed with {} at {}", work.id(), e.getClass().getName(), place(e));
            return work.tally().report(RunState.FAILED, e.getClass().getName());
        }
    }

    private static Object place(Throwable e) {
        return e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0];
    }

    private void end(RunReport report, Lease lease) {
        note(report);
        release(lease);
    }

    private void note(RunReport report) {
        try {
            environment.log().record(report);
            if (report.state() == RunState.SUCCEEDED) { // only now, else who dies in between has to begin again
                environment.journal().delete(report.id());
            }
        } catch (SourceUnavailableException e) {
            log.warn("The end of run {} as {} cannot be noted", report.id(), report.state());
        }
    }

    private void release(Lease lease) {
        try {
            environment.leases().release(lease);
        } catch (SourceUnavailableException e) {
            log.warn("The lease for \"{}\" could not be given back and ends by itself", lease.task());
        }
    }

    private static String newId() {
        return "run_" + UUID.randomUUID().toString().replace("-", "");
    }
}
