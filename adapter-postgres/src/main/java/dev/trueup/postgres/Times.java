package dev.trueup.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as a {@code timestamptz} holds them: in whole microseconds, and within the years that it knows. Stateless. */
final class Times {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Times() {}

    static OffsetDateTime stored(Instant time) {
        return within(time).atOffset(ZoneOffset.UTC);
    }

    /** The time as it will be read again. */
    static Instant within(Instant time) {
        Instant within = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
        return within.truncatedTo(ChronoUnit.MICROS);
    }

    /** Rounded up, because nothing must end too early; a hundred years stand for everything longer. */
    static long micros(Duration duration) {
        return ((duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos() + 999) / 1000;
    }

    /**
     * The age, if something can have it.
     *
     * @throws IllegalArgumentException if it is negative
     */
    static Duration requireAge(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("age must not be negative but is " + age);
        }
        return age;
    }
}
