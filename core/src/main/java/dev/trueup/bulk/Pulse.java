package dev.trueup.bulk;

import dev.trueup.model.Lease;
import dev.trueup.model.RunReport;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a few times in each lease that a run lives: renews the lease, notes how far the run is, and tells the listener. A
 * run whose lease has gone to another instance is stopped. Thread-safe.
 */
final class Pulse {

    private static final Logger log = LoggerFactory.getLogger(BulkSync.class);

    private static final int BEATS = 4;

    private final BulkEnvironment environment;
    private final Lease lease;
    private final BulkRun run;
    private final Duration every;
    private @Nullable Future<?> next;
    private boolean stopped;

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

    private void beat() {
        try {
            if (!environment.leases().renew(lease, environment.settings().lease())) {
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

    private synchronized void note(RunReport report) {
        if (!stopped) { // the last word is the run's own
            environment.log().record(report);
            environment.sync().listener().runProgressed(report);
        }
    }
}
