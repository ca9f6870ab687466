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
     * @param name what is to be done; at most 300 characters, may hold anything
     * @param length after this it is free again; at least a millisecond
     * @return the lease, or nothing if somebody else has it
     */
    Optional<Lease> acquire(String name, Duration length);

    /**
     * Lets a lease begin anew.
     *
     * @return whether it was still held; if not, somebody else may have begun
     */
    boolean renew(Lease lease, Duration length);

    /** Gives a lease back; does nothing if it is over. */
    void release(Lease lease);
}
