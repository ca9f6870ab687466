package dev.trueup.spi;

import dev.trueup.model.Lease;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets one at a time do something, over all instances of an application. A lease ends by itself, so that nobody's death
 * blocks the others; whoever works longer than that is no longer alone. Implementations are thread-safe and throw
 * {@code SourceUnavailableException} with {@code Source.LEASES} when the store does not answer in time or refuses.
 */
public interface Leases {

    /**
     * Takes a lease, if nobody has it.
     *
     * @param task what is to be done; at most 300 characters, may hold anything
     * @param length after this it is free again; from a millisecond to a day
     * @return the lease, or nothing if somebody else has it
     */
    Optional<Lease> acquire(String task, Duration length);

    /**
     * Lets a lease begin anew.
     *
     * @return whether it was still held; if not, somebody else may have begun
     */
    boolean renew(Lease lease, Duration length);

    /** Gives a lease back; does nothing if it is over. */
    void release(Lease lease);

    /**
     * The leases that core builds on any store with compare-and-set.
     *
     * @param store where they live
     * @param namespace sets them apart from others in the store
     */
    static Leases over(AtomicStore store, Namespace namespace) {
        return new AtomicLeases(store, namespace);
    }

    /**
     * The length, if a lease can have it.
     *
     * @throws IllegalArgumentException if it is shorter than a millisecond or longer than a day
     */
    static Duration requireLength(Duration length) {
        if (length.compareTo(Duration.ofMillis(1)) < 0 || length.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("length must be from a millisecond to a day but is " + length);
        }
        return length;
    }
}
