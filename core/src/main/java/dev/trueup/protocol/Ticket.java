package dev.trueup.protocol;

import dev.trueup.model.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The right to put what is read from now on: taken from the cache <em>before</em> the upstream is read, and accepted
 * only while nobody who took a later one has put. Immutable and thread-safe.
 *
 * @param user whose record it is for
 * @param scope what the incarnation belongs to
 * @param incarnation names the life of the record, or of the whole cache, in which the ticket was taken; when that life
 *     has ended (expiry, eviction, flush), the count may have restarted and the ticket is worth nothing
 * @param number the order of tickets: at least the microseconds since 1970 by the clock of the store
 */
public record Ticket(UserId user, Scope scope, String incarnation, long number) {

    /** What an incarnation belongs to. */
    public enum Scope {
        /** The ticket was taken for one user's record. */
        RECORD,
        /** The ticket was taken for a page of users who were not known yet; see {@link PageTicket}. */
        CACHE
    }

    /** When the ticket was taken, by the clock of the store, to the microsecond. */
    public Instant takenAt() {
        return Instant.EPOCH.plus(number, ChronoUnit.MICROS);
    }
}
