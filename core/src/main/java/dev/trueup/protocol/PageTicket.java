package dev.trueup.protocol;

import dev.trueup.model.UserId;

/**
 * A ticket for a page of customers, taken before the page is requested, when nobody knows yet who is on it. Every sync
 * that begins later has a higher ticket and so beats the page. Immutable and thread-safe.
 *
 * @param incarnation names the life of the whole cache; it ends with a flush
 * @param number the time by the clock of the store in microseconds since 1970
 */
public record PageTicket(String incarnation, long number) {

    /** The ticket for one user who turned out to be on the page. */
    public Ticket forUser(UserId user) {
        return new Ticket(user, Ticket.Scope.CACHE, incarnation, number);
    }
}
