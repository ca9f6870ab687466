package dev.trueup.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it, backwards too.
 *
 * <p>Thread-safe. A copy in another zone ({@link #withZone}) shows the same, moving instant.
 */
public final class SettableClock extends Clock {

    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private SettableClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** A clock in UTC that shows {@code instant}. */
    public static SettableClock at(Instant instant) {
        return new SettableClock(new AtomicReference<>(instant), ZoneOffset.UTC);
    }

    /** A clock in UTC that shows the instant written in ISO-8601, for example {@code 2026-01-31T12:00:00Z}. */
    public static SettableClock at(String instant) {
        return at(Instant.parse(instant));
    }

    /** Shows {@code instant} from now on. */
    public void set(Instant instant) {
        now.set(instant);
    }

    /** Moves the clock by {@code step}, which may be negative, and returns what it shows then. */
    public Instant advance(Duration step) {
        return now.updateAndGet(instant -> instant.plus(step));
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SettableClock(now, other);
    }

    @Override
    public String toString() {
        return "SettableClock[" + instant() + ", " + zone + "]";
    }
}
