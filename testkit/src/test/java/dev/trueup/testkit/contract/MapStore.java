package dev.trueup.testkit.contract;

import dev.trueup.spi.AtomicStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The smallest store that keeps the contract of {@link AtomicStore}. */
final class MapStore implements AtomicStore {

    private record Kept(Versioned value, Instant until) {}

    private final Map<String, Kept> values = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final Clock clock;

    MapStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Versioned> read(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(it -> it.until().isAfter(now()))
                .map(Kept::value);
    }

    @Override
    public boolean compareAndSet(String key, @Nullable String expected, byte[] value, Duration timeToLive) {
        AtomicBoolean done = new AtomicBoolean();
        values.compute(key, (k, kept) -> {
            String present = kept == null || !kept.until().isAfter(now())
                    ? null
                    : kept.value().version();
            done.set(java.util.Objects.equals(present, expected));
            String version = Long.toString(versions.incrementAndGet());
            return done.get() ? new Kept(new Versioned(value, version), now().plus(timeToLive)) : kept;
        });
        return done.get();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    void clear() {
        values.clear();
    }
}
