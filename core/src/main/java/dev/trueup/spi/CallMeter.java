package dev.trueup.spi;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a run makes, and how long they wait for their turn. Thread-safe. */
public final class CallMeter {

    private final LongAdder calls = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();

    /** A request is sent; each further try is one more. */
    public void called() {
        calls.increment();
    }

    /** A request waited this long because of a limit, its own or the provider's. */
    public void waited(Duration time) {
        waitedNanos.add(time.toNanos());
    }

    /** How many requests were sent. */
    public long calls() {
        return calls.sum();
    }

    /** How long requests have waited, summed over all that waited side by side. */
    public Duration waited() {
        return Duration.ofNanos(waitedNanos.sum());
    }
}
