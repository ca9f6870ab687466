package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How a call ends that Redis does not answer. */
final class InTime {

    /** For how long a machine with too much to do may keep a thread from running. */
    private static final Duration HELD_UP = Duration.ofSeconds(5);

    private static final int TRIES = 3;

    private InTime() {}

    /**
     * Asserts that {@code call} fails with the one exception of {@code source}, within 1.2 times {@code timeout}.
     *
     * <p>A busy machine can hold up a single call by more than that fifth, so a late one is made again: one of three
     * has to be in time, and none may be later than a busy machine explains.
     */
    static void assertFails(Source source, Duration timeout, ThrowingCallable call) {
        Duration took = timed(source, call);
        for (int i = 1; i < TRIES && isLate(took, timeout); i++) {
            assertThat(took).isLessThan(timeout.plus(HELD_UP));
            took = timed(source, call);
        }
        assertThat(took).isLessThan(limit(timeout));
    }

    private static Duration timed(Source source, ThrowingCallable call) {
        long begun = System.nanoTime();
        SourceUnavailableException failure = catchThrowableOfType(SourceUnavailableException.class, call);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(failure).isNotNull();
        assertThat(failure.source()).isEqualTo(source);
        assertThat(failure.toString()).doesNotContain("ann@example.com", "Onymous");
        return took;
    }

    private static boolean isLate(Duration took, Duration timeout) {
        return took.compareTo(limit(timeout)) >= 0;
    }

    private static Duration limit(Duration timeout) {
        return timeout.multipliedBy(12).dividedBy(10);
    }
}
