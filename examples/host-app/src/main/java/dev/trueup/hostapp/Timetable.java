package dev.trueup.hostapp;

import dev.trueup.bulk.BulkSchedule;
import dev.trueup.bulk.BulkSync;
import dev.trueup.model.RunKind;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The runs that nobody has to ask for. Thread-safe. */
final class Timetable implements AutoCloseable {

    private final ScheduledExecutorService scheduler;
    private final BulkSchedule schedule;

    private Timetable(ScheduledExecutorService scheduler, BulkSchedule schedule) {
        this.scheduler = scheduler;
        this.schedule = schedule;
    }

    /** Starts what the options ask for, which may be nothing. */
    static Timetable start(BulkSync bulk, BulkOptions options) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(Timetable::daemon);
        BulkSchedule.Builder schedule = BulkSchedule.builder(bulk, scheduler);
        every(options.catchUpEvery(), RunKind.CATCH_UP, schedule);
        every(options.verifyEvery(), RunKind.VERIFY, schedule);
        return new Timetable(scheduler, schedule.start());
    }

    /** Begins no more runs; those at work are not its. */
    @Override
    public void close() {
        schedule.close();
        scheduler.shutdownNow();
    }

    private static void every(Duration period, RunKind kind, BulkSchedule.Builder schedule) {
        if (!period.isZero()) {
            schedule.every(period, kind);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "timetable");
        thread.setDaemon(true);
        return thread;
    }
}
