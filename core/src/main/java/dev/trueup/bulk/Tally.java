package dev.trueup.bulk;

import dev.trueup.model.Drift;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.CallMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a run does. Thread-safe. */
final class Tally {

    /** Below this many seen since the start, a rate says nothing. */
    private static final int ENOUGH = 100;

    private final String id;
    private final RunKind kind;
    private final Instant startedAt;
    private final long start = System.nanoTime();
    private final CallMeter meter;
    private final Clock clock;
    private final List<RunFailure> failures = new ArrayList<>();
    private final List<Drift> drift = new ArrayList<>();
    private final Map<String, Long> differences = new TreeMap<>();
    private final List<String> remarks = new ArrayList<>();
    private long seen;
    private long seenBefore;
    private long written;
    private long unchanged;
    private long failed;
    private @Nullable Long total;

    Tally(String id, RunKind kind, Instant startedAt, CallMeter meter, Clock clock) {
        this.id = id;
        this.kind = kind;
        this.startedAt = startedAt;
        this.meter = meter;
        this.clock = clock;
    }

    synchronized void expect(long count) {
        total = count;
    }

    synchronized void saw(long count) {
        seen += count;
    }

    /** Counts what an earlier part of the run saw, which says nothing of the rate of this one. */
    synchronized void sawBefore(long count) {
        seen += count;
        seenBefore += count;
    }

    synchronized void wrote(long count) {
        written += count;
    }

    synchronized void kept(long count) {
        unchanged += count;
    }

    synchronized void failed(String what, RuntimeException why) {
        // The class alone, unless the message is known to hold ids only.
        failed(
                what,
                why instanceof SourceUnavailableException
                        ? String.valueOf(why.getMessage())
                        : why.getClass().getName());
    }

    synchronized void failed(String what, String why) {
        failed++;
        if (failures.size() < RunReport.SHOWN) {
            failures.add(new RunFailure(what, why));
        }
    }

    synchronized void differs(Drift found) {
        differences.merge(found.kind(), 1L, Long::sum);
        if (drift.size() < RunReport.SHOWN) {
            drift.add(found);
        }
    }

    synchronized void remark(String words) {
        remarks.add(words);
    }

    synchronized RunReport report(RunState state, @Nullable String error) {
        Instant now = clock.instant();
        return new RunReport(
                id,
                kind,
                state,
                startedAt,
                now,
                state.isOver() ? now : null,
                new RunCounts(seen, written, unchanged, failed, total, meter.calls(), meter.waited()),
                state.isOver() ? null : timeLeft(),
                failures,
                differences,
                drift,
                remarks,
                error);
    }

    private @Nullable Duration timeLeft() {
        long here = seen - seenBefore;
        if (total == null || here < ENOUGH || total < seen) {
            return null;
        }
        double nanosEach = (double) (System.nanoTime() - start) / here;
        return Duration.ofSeconds(Math.round(nanosEach * (total - seen) / 1e9));
    }
}
