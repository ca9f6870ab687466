package dev.trueup.bulk;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SourceUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs of some kinds again and again. Made to be used on every instance of an application at the same time: each
 * looks at the log whether a run is due, times differ by chance, and of those that start one at the same moment one does.
 * A run that failed or whose instance died is resumed. Thread-safe.
 *
 * <p>The scheduler is the host's and is not closed. Its thread is used for a few questions to the log of runs and the
 * leases; the runs themselves have threads of their own.
 */
public final class BulkSchedule implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BulkSchedule.class);

    /** Up to so much of a period is waited less, by chance. */
    private static final double JITTER = 0.1;

    /** A run is due from this part of its period on, so that one who comes a little early need not come again. */
    private static final double DUE = 0.8;

    /** A period must not be so short that the next run is due while this one is being started. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration FIRST_WITHIN = Duration.ofMinutes(1);

    private final BulkSync bulk;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Map<RunKind, Duration> periods;
    private final Map<RunKind, Future<?>> next = new EnumMap<>(RunKind.class);
    private boolean closed;

    private BulkSchedule(Builder options) {
        this.bulk = options.bulk;
        this.scheduler = options.scheduler;
        this.clock = options.clock;
        this.periods = new EnumMap<>(options.periods);
    }

    /** A schedule for these runs, with nothing on it; {@code every} puts something there. */
    public static Builder builder(BulkSync bulk, ScheduledExecutorService scheduler) {
        return new Builder(bulk, scheduler);
    }

    /** Starts no more runs. Those at work go on. */
    @Override
    public synchronized void close() {
        closed = true;
        next.values().forEach(it -> it.cancel(false));
    }

    private void start() {
        periods.forEach((kind, period) ->
                plan(kind, period, random(period.compareTo(FIRST_WITHIN) < 0 ? period : FIRST_WITHIN, 1)));
    }

    private synchronized void plan(RunKind kind, Duration period, Duration delay) {
        if (closed) {
            return;
        }
        try {
            next.put(kind, scheduler.schedule(() -> turn(kind, period), delay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            log.info("The scheduler is closed: no further runs of kind {}", kind);
        }
    }

    private void turn(RunKind kind, Duration period) {
        try {
            RunReport last = bulk.latest(kind, 1).stream().findFirst().orElse(null);
            if (isDue(last, period)) {
                begin(kind, last);
            }
        } catch (RunInProgressException e) {
            log.debug("{}", e.getMessage());
        } catch (SourceUnavailableException e) {
            log.warn("No run of kind {} was started: {}", kind, e.getMessage());
        } catch (RuntimeException e) {
            log.error("No run of kind {} was started: {}", kind, e.getClass().getName());
        } finally {
            plan(kind, period, period.minus(random(period, JITTER)));
        }
    }

    private void begin(RunKind kind, @Nullable RunReport last) {
        BulkRun run = last != null && last.state() != RunState.SUCCEEDED ? bulk.resume(kind) : bulk.start(kind);
        log.info("Run {} of kind {} is started by its schedule", run.id(), kind);
    }

    /** Whether no instance has begun one within the period, or the last one came to no good end. */
    private boolean isDue(@Nullable RunReport last, Duration period) {
        if (last == null) {
            return true;
        }
        Duration age = Duration.between(last.startedAt(), clock.instant());
        return last.state() == RunState.SUCCEEDED
                ? age.toNanos() >= DUE * period.toNanos()
                : last.state() != RunState.RUNNING;
    }

    private static Duration random(Duration most, double share) {
        return Duration.ofNanos((long) (ThreadLocalRandom.current().nextDouble() * share * most.toNanos()));
    }

    /** Collects what is to be run how often. Not thread-safe. */
    public static final class Builder {

        private final BulkSync bulk;
        private final ScheduledExecutorService scheduler;
        private final Map<RunKind, Duration> periods = new EnumMap<>(RunKind.class);
        private Clock clock = Clock.systemUTC();

        private Builder(BulkSync bulk, ScheduledExecutorService scheduler) {
            this.bulk = bulk;
            this.scheduler = scheduler;
        }

        /**
         * Has a run of a kind started about once in a period: a catch-up every few minutes, a verification every day.
         *
         * @param kind any but {@link RunKind#REFRESH}
         * @param period at least a second; up to a tenth less is waited, by chance
         * @throws IllegalArgumentException if kind or period cannot be
         */
        public Builder every(Duration period, RunKind kind) {
            if (kind == RunKind.REFRESH) {
                throw new IllegalArgumentException("a run of kind " + kind + " needs to be told of whom");
            }
            if (period.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("period must be at least " + SHORTEST + " but is " + period);
            }
            periods.put(kind, period);
            return this;
        }

        /** Tells whether a run is due; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Starts the schedule; the first runs begin within a minute, if they are due. */
        public BulkSchedule start() {
            BulkSchedule schedule = new BulkSchedule(this);
            schedule.start();
            return schedule;
        }
    }
}
