package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The time by the clock of Redis, as far as can be known without asking: from the times in its answers, and from how
 * long ago they came. Never ahead of Redis unless the clock there was set back since. Thread-safe.
 *
 * <p>The clock of this machine has no part in it, so that a host whose clock is wrong neither takes every record for
 * expired nor serves one for ever.
 */
final class StoreClock {

    private static final long UNKNOWN = Long.MIN_VALUE;

    /** How far Redis' clock is ahead of {@link System#nanoTime}, in microseconds. */
    private volatile long ahead = UNKNOWN;

    /** Asks a new connection for the time; a server that does not tell is no failure. */
    void ask(Session session) {
        session.commands()
                .time()
                .thenAccept(time -> heard(Long.parseLong(new String(time.get(0), US_ASCII)) * 1_000_000
                        + Long.parseLong(new String(time.get(1), US_ASCII))));
    }

    /** Notes a time that was just received, in microseconds since 1970. */
    void heard(long micros) {
        ahead = micros - System.nanoTime() / 1000;
    }

    /** Whether a time in microseconds since 1970 has certainly come. */
    boolean hasReached(long micros) {
        long offset = ahead;
        return offset != UNKNOWN && System.nanoTime() / 1000 + offset >= micros;
    }
}
