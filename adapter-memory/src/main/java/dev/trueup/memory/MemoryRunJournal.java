package dev.trueup.memory;

import dev.trueup.spi.Limits;
import dev.trueup.spi.RunJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A journal of runs in the memory of this process: a run can be resumed as long as the process lives. Thread-safe; it
 * starts no threads and has nothing to close. It never throws {@code SourceUnavailableException}.
 *
 * <p>It keeps and returns the very arrays that it was given. A run that was forgotten for its age leaves the memory when
 * something is appended next.
 */
public final class MemoryRunJournal implements RunJournal {

    /** How long a run is kept after its last entry by default. */
    public static final Duration DEFAULT_KEEP_FOR = Duration.ofHours(2);

    private final Duration keepFor;
    private final Clock clock;
    private final Map<String, Entries> runs = new HashMap<>();

    private MemoryRunJournal(Duration keepFor, Clock clock) {
        if (keepFor.isNegative() || keepFor.isZero()) {
            throw new IllegalArgumentException("keepFor must be positive but is " + keepFor);
        }
        this.keepFor = keepFor;
        this.clock = clock;
    }

    /** A journal that keeps a run for two hours after its last entry, by the system's clock. */
    public static MemoryRunJournal create() {
        return create(DEFAULT_KEEP_FOR, Clock.systemUTC());
    }

    /**
     * A journal that keeps runs for another time.
     *
     * @param keepFor how long after its last entry a run is forgotten, positive
     * @param clock by which that is
     */
    public static MemoryRunJournal create(Duration keepFor, Clock clock) {
        return new MemoryRunJournal(keepFor, clock);
    }

    @Override
    public void append(String run, byte[] entry) {
        Instant now = clock.instant();
        synchronized (runs) {
            runs.values().removeIf(entries -> entries.isOver(now));
            Entries entries = runs.computeIfAbsent(run, none -> new Entries());
            entries.all.add(entry);
            entries.until = now.plus(keepFor);
        }
    }

    @Override
    public List<byte[]> read(String run, int from, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        if (from < 0) {
            throw new IllegalArgumentException("from must not be negative but is " + from);
        }
        Instant now = clock.instant();
        synchronized (runs) {
            Entries entries = runs.get(run);
            return entries == null || entries.isOver(now)
                    ? List.of()
                    : entries.all.stream().skip(from).limit(limit).toList();
        }
    }

    @Override
    public void delete(String run) {
        synchronized (runs) {
            runs.remove(run);
        }
    }

    /** The entries of one run; guarded by the map. */
    private static final class Entries {

        private final List<byte[]> all = new ArrayList<>();
        private Instant until = Instant.MIN;

        private boolean isOver(Instant now) {
            return !until.isAfter(now);
        }
    }
}
