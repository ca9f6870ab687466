package dev.trueup.bulk;

import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.time.Instant;

/**
 * One run while it is at work. Thread-safe.
 *
 * @param id names it
 * @param startedAt when it began, also if it was resumed since
 * @param resumed whether an earlier part of it may have left notes
 * @param halt says when to stop
 * @param meter counts its requests
 * @param tally counts what it does
 * @param patience for sources that are away
 */
record Work(String id, Instant startedAt, boolean resumed, Halt halt, CallMeter meter, Tally tally, Patience patience) {

    /** The same run, which asks a source that is away only once. */
    Work impatient() {
        return new Work(id, startedAt, resumed, halt, meter, tally, new Patience(Duration.ZERO, halt, meter));
    }
}
