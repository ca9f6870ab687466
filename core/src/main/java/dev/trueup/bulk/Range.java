package dev.trueup.bulk;

import dev.trueup.model.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a list that one reader reads from its newest end down. Times are whole seconds since 1970. Guarded by its
 * {@link ListSweep}.
 */
final class Range {

    private final int id;
    private final @Nullable Long to;
    private final long top;
    private @Nullable Long from;
    private @Nullable String next;
    private long reached;
    private long items;
    private double guessed;
    private final double guessedDensity;
    private boolean done;

    /**
     * A range of which nothing has been read.
     *
     * @param top where it is taken to end, if {@code to} says nothing
     * @param guessed how many items it may have
     * @param guessedDensity how many of them in a second
     */
    Range(int id, @Nullable Long from, @Nullable Long to, long top, double guessed, double guessedDensity) {
        this.id = id;
        this.from = from;
        this.to = to;
        this.top = top;
        this.reached = top;
        this.guessed = guessed;
        this.guessedDensity = guessedDensity;
    }

    int id() {
        return id;
    }

    @Nullable
    Long from() {
        return from;
    }

    /** Where to go on reading; {@code null} before the first page. */
    @Nullable
    String next() {
        return next;
    }

    boolean isDone() {
        return done;
    }

    boolean isTail() {
        return from == null;
    }

    Span span() {
        return new Span(
                from == null ? null : Instant.ofEpochSecond(from), to == null ? null : Instant.ofEpochSecond(to));
    }

    boolean holds(Instant created) {
        long second = created.getEpochSecond();
        return (from == null || second >= from) && (to == null || second < to);
    }

    /** A page was read down to this second; the next one begins where {@code after} says, if there is one. */
    void read(long count, long downTo, @Nullable String after) {
        items += count;
        reached = Math.min(reached, downTo);
        next = after;
        done = after == null || (from != null && reached < from);
    }

    /** How many items a second has here, as far as is known. */
    double density() {
        return items == 0 ? guessedDensity : (double) items / Math.max(1, top - reached);
    }

    /**
     * How many items are left.
     *
     * @param elsewhere how many of all are known to be in no other range; negative if that is not known
     */
    double left(double elsewhere) {
        if (done) {
            return 0;
        }
        if (items == 0) {
            return guessed;
        }
        // Nobody knows where the oldest range ends: at least as much again is a fair guess.
        return from == null ? Math.max(items, elsewhere) : density() * Math.max(0, reached - from);
    }

    /**
     * Gives the lower half of what is left to another range.
     *
     * @param left how many items are left
     * @return the other range, or {@code null} if the times are too close for it
     */
    @Nullable
    Range split(int newId, double left) {
        double seconds = left / Math.max(density(), 1e-9);
        double most = from == null ? reached : reached - from;
        long middle = reached - Math.max(1, (long) (Math.min(seconds, most) / 2));
        if (middle >= reached || middle <= (from == null ? 0 : from)) {
            return null;
        }
        Range lower = new Range(newId, from, middle, middle, left / 2, density());
        cut(middle, left / 2);
        return lower;
    }

    /** Ends at a later second than before. */
    void cut(long newFrom, double newGuess) {
        from = newFrom;
        guessed = newGuess;
        done = done || reached < newFrom;
    }
}
