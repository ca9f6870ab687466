package dev.trueup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run is doing or has done. Holds ids and no personal data. Immutable and thread-safe.
 *
 * @param id names the run, also after it was resumed
 * @param kind what it is for
 * @param state where it stands
 * @param startedAt when it began, by the clock of its instance
 * @param updatedAt when this was said; a report of a run at work that nobody has renewed for long is of a run that died
 * @param finishedAt when it ended; {@code null} while it is at work
 * @param counts how far it is
 * @param timeLeft how long it will take at its present rate; {@code null} if that cannot be told
 * @param failures the first {@value #SHOWN} things that it could not do
 * @param differences how many fields of each {@linkplain Drift#kind kind} differ; empty unless the run compares
 * @param drift the first {@value #SHOWN} fields that differ
 * @param remarks what an operator should know of how it went, in words
 * @param error why it gave up; {@code null} unless it failed
 */
public record RunReport(
        String id,
        RunKind kind,
        RunState state,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Instant finishedAt,
        RunCounts counts,
        @Nullable Duration timeLeft,
        List<RunFailure> failures,
        Map<String, Long> differences,
        List<Drift> drift,
        List<String> remarks,
        @Nullable String error) {

    /** How many failures and how many differences a report shows at most. */
    public static final int SHOWN = 100;

    /** Copies lists and map. */
    public RunReport {
        failures = List.copyOf(failures);
        differences = Map.copyOf(differences);
        drift = List.copyOf(drift);
        remarks = List.copyOf(remarks);
    }
}
