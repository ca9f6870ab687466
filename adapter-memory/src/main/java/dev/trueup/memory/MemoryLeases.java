package dev.trueup.memory;

import dev.trueup.model.Lease;
import dev.trueup.spi.Leases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leases in the memory of this process, for an application of one instance. Thread-safe; it starts no threads and has
 * nothing to close.
 *
 * <p>It knows nothing of other instances: with several, two may do the same at once. It never throws
 * {@code SourceUnavailableException}.
 */
public final class MemoryLeases implements Leases {

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Clock clock;

    private MemoryLeases(Clock clock) {
        this.clock = clock;
    }

    /** Leases by the system's clock. */
    public static MemoryLeases create() {
        return create(Clock.systemUTC());
    }

    /** Leases by another clock; they last longer when it is set back. */
    public static MemoryLeases create(Clock clock) {
        return new MemoryLeases(clock);
    }

    @Override
    public Optional<Lease> acquire(String task, Duration length) {
        Lease asked = new Lease(task, UUID.randomUUID().toString());
        Held mine = until(asked, length);
        Held now = held.compute(task, (key, known) -> isOver(known) ? mine : known);
        return now == mine ? Optional.of(asked) : Optional.empty();
    }

    @Override
    public boolean renew(Lease lease, Duration length) {
        Held longer = until(lease, length);
        return held.computeIfPresent(lease.task(), (key, known) -> isOf(lease, known) ? longer : known) == longer;
    }

    @Override
    public void release(Lease lease) {
        held.computeIfPresent(lease.task(), (key, known) -> isOf(lease, known) ? null : known);
    }

    private Held until(Lease lease, Duration length) {
        return new Held(lease.owner(), clock.instant().plus(Leases.requireLength(length)));
    }

    private boolean isOver(@Nullable Held known) {
        return known == null || !known.until().isAfter(clock.instant());
    }

    private boolean isOf(Lease lease, Held known) {
        return known.owner().equals(lease.owner()) && !isOver(known);
    }

    private record Held(String owner, Instant until) {}
}
