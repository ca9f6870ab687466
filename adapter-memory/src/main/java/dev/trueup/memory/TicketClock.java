package dev.trueup.memory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of the store: the host's clock, except that it never goes back and that no two tickets are of one
 * microsecond, so that tickets of records and of pages are in order even while the host's clock stands. Thread-safe.
 */
final class TicketClock {

    private final Clock clock;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    TicketClock(Clock clock) {
        this.clock = clock;
    }

    /** A time later than that of every ticket before. */
    Instant nextTicket() {
        return instant(last.updateAndGet(before -> Math.max(before + 1, micros(clock.instant()))));
    }

    /** The same for a page, whose number is one microsecond less than its time: that number is free, too. */
    Instant nextPageTicket() {
        return instant(last.updateAndGet(before -> Math.max(before + 2, micros(clock.instant()))));
    }

    /** The time, not before that of the ticket taken last. */
    Instant now() {
        Instant read = clock.instant();
        long ticket = last.get();
        return micros(read) >= ticket ? read : instant(ticket);
    }

    /** The time as Caffeine wants it, to the microsecond. */
    long nanos() {
        return Math.max(micros(clock.instant()), last.get()) * 1_000;
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
