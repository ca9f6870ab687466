package dev.trueup.bulk;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a source that is away again and again, ever more seldom, until it has been away for too long. Thread-safe.
 *
 * @param limit how long a source may be away
 * @param halt ends the waiting
 * @param meter is told how long was waited
 */
record Patience(Duration limit, Halt halt, CallMeter meter) {

    private static final Logger log = LoggerFactory.getLogger(BulkSync.class);

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * What the source answers.
     *
     * @throws SourceUnavailableException if it is away for too long
     */
    <T> T ask(Supplier<T> question) {
        long start = System.nanoTime();
        Duration pause = FIRST;
        while (true) {
            halt.check();
            try {
                return question.get();
            } catch (SourceUnavailableException e) {
                Duration wait = jittered(
                        e.retryAfter().filter(it -> it.compareTo(FIRST) > 0).orElse(pause));
                if (System.nanoTime() - start + wait.toNanos() > limit.toNanos()) {
                    throw e;
                }
                log.debug("{} is asked again in {}: {}", e.source(), wait, e.getMessage());
                halt.pause(wait);
                meter.waited(wait);
                pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            }
        }
    }

    /** Has something done by a source that may be away. */
    void tell(Runnable step) {
        ask(() -> {
            step.run();
            return true;
        });
    }

    /** Up to a quarter longer, so that readers that were refused together do not come back together. */
    private static Duration jittered(Duration wait) {
        return wait.plusNanos(ThreadLocalRandom.current().nextLong(wait.toNanos() / 4 + 1));
    }
}
