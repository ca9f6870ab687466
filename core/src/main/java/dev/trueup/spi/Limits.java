package dev.trueup.spi;

/** How much a caller may ask a store for at once. For those who implement a role. */
public final class Limits {

    /** How many entries of a log, a journal or a ledger one call tells at most. */
    public static final int ENTRIES = 1_000;

    private Limits() {}

    /**
     * The limit, if it can be one.
     *
     * @param most the highest that is allowed
     * @throws IllegalArgumentException if it is not within 1 and that
     */
    public static int require(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit must be 1 to " + most + " but is " + limit);
        }
        return limit;
    }
}
