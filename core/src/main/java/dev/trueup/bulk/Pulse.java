package dev.trueup.bulk;

import dev.trueup.model.Lease;
import dev.trueup.model.RunReport;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a few times in each lease that a run lives: renews the lease, notes how far the run is, and tells the listener. A
 * lease that has run out meanwhile is taken anew; a run whose lease has gone to another instance is stopped, and is the
 * other's to tell of. Thread-safe.
 */
final class Pulse {

    private static final Logger log = LoggerFactory.getLogger(BulkSync.class);

    private static final int BEATS = 4;

    private final BulkEnvironment environment;
    private Lease lease;
    private final BulkRun run;
    private final Duration every;
    private @Nullable Future<?> next;
    private boolean stopped;
    private boolean lost;

    Pulse(BulkEnvironment environment, Lease lease, BulkRun run) {
        this.environment = environment;
        this.lease = lease;
        this.run = run;
        this.every = environment.settings().lease().dividedBy(BEATS);
    }

    synchronized void start() {
        if (stopped) {
            return;
        }
        try {
            // The timer's one thread must not wait for a store that hangs.
            next = environment
                    .timer()
                    .schedule(
                            () -> environment.sync().executor().execute(this::beat),
                            every.toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            run.halt("its process ends");
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    /** The lease as it is now, or nothing if it is somebody else's. */
    synchronized Optional<Lease> lease() {
        return lost ? Optional.empty() : Optional.of(lease);
    }

    private void beat() {
        try {
            if (!isHeld()) {
                run.halt("its lease has gone to another instance");
                return;
            }
            RunReport report = run.report();
            if (!report.state().isOver()) {
                note(report);
            }
        } catch (SourceUnavailableException e) {
            // Should the lease be lost by this, two runs of the kind do the same work for a while, and no harm.
            log.warn("Run {} cannot show that it lives: {}", run.id(), e.getMessage());
        }
        start();
    }

    private synchronized boolean isHeld() {
        if (stopped || environment.leases().renew(lease, environment.settings().lease())) {
            return true;
        }
        // Whoever had it in between may be through with the run already.
        boolean done =
                environment.log().find(run.id()).map(it -> it.state().isOver()).orElse(false);
        Optional<Lease> anew = done
                ? Optional.empty()
                : environment
                        .leases()
                        .acquire(lease.task(), environment.settings().lease());
        anew.ifPresent(it -> lease = it);
        lost = anew.isEmpty();
        return !lost;
    }

    private synchronized void note(RunReport report) {
        if (!stopped) { // the last word is the run's own
            environment.log().record(report);
            environment.sync().listener().runProgressed(report);
        }
    }
}
