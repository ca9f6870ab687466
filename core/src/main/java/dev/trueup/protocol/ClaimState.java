package dev.trueup.protocol;

import java.time.Instant;

/**
 * Everything that a store keeps of an event. Immutable and thread-safe.
 *
 * @param phase how far it has come
 * @param epoch how often it was claimed, ever
 * @param attempts how often it was claimed since it was last reopened
 * @param owner who claimed it last
 * @param fingerprint tells its body from others
 * @param until until when it cannot be claimed, by the store's clock; of meaning while it is processing or failed
 */
public record ClaimState(Phase phase, long epoch, int attempts, String owner, String fingerprint, Instant until) {

    /** How far an event has come. */
    public enum Phase {
        /** Leased by its owner. */
        PROCESSING,
        /** Given back undone; may be claimed again. */
        FAILED,
        /** Its effect is done. */
        DONE,
        /** Given up after too many attempts. */
        DEAD
    }

    boolean isHeldBy(Claim claim) {
        return epoch == claim.epoch() && owner.equals(claim.owner());
    }

    ClaimState as(Phase next, Instant nextUntil) {
        return new ClaimState(next, epoch, attempts, owner, fingerprint, nextUntil);
    }
}
