package dev.trueup.hostapp;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trueup.model.Drift;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as JSON. What is not known, or is nothing that such a run finds out, is left out.
 *
 * @param finishedAt {@code null} while it is at work
 * @param total how many there are to be seen
 * @param etaSeconds how long it will take at its present rate
 * @param errors the first things that it could not do
 * @param differences how many fields of each kind differ, of runs that compare
 * @param differing the first fields that differ
 * @param calls requests to Clerk and Stripe
 * @param throttledSeconds how long requests waited for their turn, summed over all
 * @param remarks what an operator should know
 * @param error why it gave up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
        String runId,
        String kind,
        String state,
        String startedAt,
        @JsonInclude @Nullable String finishedAt,
        long seen,
        long written,
        long unchanged,
        long failed,
        @Nullable Long total,
        @Nullable Long etaSeconds,
        List<RunFailure> errors,
        @Nullable Map<String, Long> differences,
        @Nullable List<Differing> differing,
        long calls,
        double throttledSeconds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remarks,
        @Nullable String error) {

    private static final Set<RunKind> COMPARING = EnumSet.of(RunKind.VERIFY, RunKind.REPAIR);

    static RunView of(RunReport run) {
        RunCounts counts = run.counts();
        Instant finished = run.finishedAt();
        Duration left = run.timeLeft();
        boolean compares = COMPARING.contains(run.kind());
        return new RunView(
                run.id(),
                run.kind().toString(),
                run.state().toString(),
                run.startedAt().toString(),
                finished == null ? null : finished.toString(),
                counts.seen(),
                counts.written(),
                counts.unchanged(),
                counts.failed(),
                counts.total(),
                left == null ? null : left.toSeconds(),
                run.failures(),
                compares ? new TreeMap<>(run.differences()) : null,
                compares ? run.drift().stream().map(Differing::of).toList() : null,
                counts.calls(),
                counts.throttled().toMillis() / 1e3,
                run.remarks(),
                run.error());
    }

    /** A field that differs, without its values: a check of the user shows them. */
    record Differing(String userId, String field, String source) {

        static Differing of(Drift drift) {
            return new Differing(
                    drift.user().value(), drift.field(), drift.source().toString());
        }
    }
}
