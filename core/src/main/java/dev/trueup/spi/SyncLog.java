package dev.trueup.spi;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers runs and how they went, for all instances of an application. Implementations are thread-safe, bound how much
 * they keep, and throw {@code SourceUnavailableException} with {@code Source.RUNS} when their store does not answer in
 * time or refuses. An entry that cannot be read counts as none.
 */
public interface SyncLog {

    /** Notes what a run says of itself, in place of what it said before. */
    void record(RunReport report);

    /** What a run said last. */
    Optional<RunReport> find(String id);

    /**
     * The runs that began last, those first.
     *
     * @param kind of this kind only, or {@code null}
     * @param limit how many at most; 1 to {@link Limits#ENTRIES}
     */
    List<RunReport> latest(@Nullable RunKind kind, int limit);
}
