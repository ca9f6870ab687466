package dev.trueup.sync;

import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What the verbs run with, handed in by whoever assembles them. Immutable and thread-safe.
 *
 * @param settings how long they may take
 * @param listener is told what happens
 * @param executor runs the reads that overlap; the owner shuts it down
 * @param clock tells whether a record claims to be from the future
 * @param copies where customers are noted beside the cache
 */
public record SyncEnvironment(
        SyncSettings settings, TrueupListener listener, Executor executor, Clock clock, Copies copies) {

    /** Guards the listener. */
    public SyncEnvironment {
        listener = TrueupListener.guarded(listener);
    }
}
