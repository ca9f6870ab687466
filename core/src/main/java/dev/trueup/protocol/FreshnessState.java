package dev.trueup.protocol;

import java.time.Instant;

/**
 * Everything that a store keeps under one user's key. Immutable and thread-safe.
 *
 * @param incarnation names this life of the key
 * @param lastTicket number of the ticket taken last
 * @param appliedTicket number of the ticket whose finding is kept; 0 if none
 * @param finding what that sync found
 * @param expiresAt until when the finding may be served, by the clock of the store; {@link Instant#EPOCH} for none
 */
public record FreshnessState(
        String incarnation, long lastTicket, long appliedTicket, Finding finding, Instant expiresAt) {

    /** What may be served of this state at a time. */
    public Finding at(Instant now) {
        return now.isBefore(expiresAt) ? finding : Finding.nothing();
    }
}
