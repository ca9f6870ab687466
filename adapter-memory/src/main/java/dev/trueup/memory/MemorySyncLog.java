package dev.trueup.memory;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.spi.Limits;
import dev.trueup.spi.SyncLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log of runs in the memory of this process: not durable, and of the runs of this instance only. Thread-safe; it starts
 * no threads and has nothing to close. It never throws {@code SourceUnavailableException}.
 */
public final class MemorySyncLog implements SyncLog {

    /** The number of runs kept by default. */
    public static final int DEFAULT_MAXIMUM_SIZE = 1_000;

    private static final Comparator<RunReport> BY_BEGINNING = Comparator.comparing(RunReport::startedAt);

    private final int maximumSize;
    private final Map<String, RunReport> reports = new LinkedHashMap<>();

    private MemorySyncLog(int maximumSize) {
        if (maximumSize <= 0) {
            throw new IllegalArgumentException("maximumSize must be positive but is " + maximumSize);
        }
        this.maximumSize = maximumSize;
    }

    /** A log of the default size. */
    public static MemorySyncLog create() {
        return create(DEFAULT_MAXIMUM_SIZE);
    }

    /**
     * A log of another size.
     *
     * @param maximumSize how many runs are kept, positive. Beyond it, the run that began first is dropped
     */
    public static MemorySyncLog create(int maximumSize) {
        return new MemorySyncLog(maximumSize);
    }

    @Override
    public void record(RunReport report) {
        synchronized (reports) {
            reports.put(report.id(), report);
            if (reports.size() > maximumSize) {
                reports.remove(Collections.min(reports.values(), BY_BEGINNING).id());
            }
        }
    }

    @Override
    public Optional<RunReport> find(String id) {
        synchronized (reports) {
            return Optional.ofNullable(reports.get(id));
        }
    }

    @Override
    public List<RunReport> latest(@Nullable RunKind kind, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        List<RunReport> found;
        synchronized (reports) {
            found = new ArrayList<>(reports.values());
        }
        return found.stream()
                .filter(report -> kind == null || report.kind() == kind)
                .sorted(BY_BEGINNING.reversed())
                .limit(limit)
                .toList();
    }
}
