package dev.trueup.model;

/**
 * The right to do something alone for a while. Immutable and thread-safe.
 *
 * @param task what may be done
 * @param owner a random token that tells this holder from others; whoever has it can give the lease back
 */
public record Lease(String task, String owner) {

    /** The task only. */
    @Override
    public String toString() {
        return "Lease[" + task + "]";
    }
}
