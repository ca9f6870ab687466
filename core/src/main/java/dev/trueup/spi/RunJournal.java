package dev.trueup.spi;

import java.util.List;

/**
 * Keeps what runs have read so far, so that one that died can be resumed where it stopped: for each run a list of
 * entries that only grows. Implementations are thread-safe, forget a run by themselves some time after its last entry,
 * and throw {@code SourceUnavailableException} with {@code Source.RUNS} when their store does not answer in time or
 * refuses; an entry may then have been written, even twice, which does no harm.
 *
 * <p>The entries hold customers, addresses and names among them, as the cache does. A page of 100 customers takes 10 to
 * 40 kilobytes.
 */
public interface RunJournal {

    /**
     * Writes an entry behind all others of the run, to be there when this returns. Entries that are written side by side
     * stand in any order.
     *
     * @param run the run's id; letters, digits, {@code _} and {@code -}
     * @param entry at most a mebibyte; not to be changed by anyone
     */
    void append(String run, byte[] entry);

    /**
     * Entries of a run in their order; none if it is not known.
     *
     * @param run the run's id
     * @param from how many to leave out before the first; not negative
     * @param limit how many at most; 1 to {@link Limits#ENTRIES}
     */
    List<byte[]> read(String run, int from, int limit);

    /** Forgets a run. */
    void delete(String run);
}
