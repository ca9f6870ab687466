package dev.trueup.protocol;

/** How the cache took a put. */
public enum PutResult {
    /** The finding is now the record. */
    OK,
    /** A sync that began later has put already; its record is at least as fresh. A success: nothing is left to do. */
    STALE,
    /** The ticket is older than the maximum age. Take a new ticket and read again. */
    TOO_OLD,
    /**
     * The record, or the whole cache, was lost since the ticket was taken. Take a new ticket and read again.
     */
    LOST;

    /** Whether the caller has to take a new ticket and read the upstream again. */
    public boolean mustReadAgain() {
        return this == TOO_OLD || this == LOST;
    }
}
