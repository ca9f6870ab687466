package dev.trueup.bulk;

import static java.util.Objects.requireNonNull;

import dev.trueup.model.Page;
import dev.trueup.model.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole list of Stripe by many readers side by side. The list is divided by the time at which its items were
 * created into ranges that have nothing in common; a reader whose range has ended takes half of what is left of the
 * longest one. How dense the items lie shows as they are read.
 *
 * <p>Each range ends in a page that is not full, so each costs about half a request more than one reader would need: a
 * list is divided no further than to cost {@value #MOST_EXTRA} of its pages. Thread-safe.
 *
 * @param <T> what is on the list
 */
final class ListSweep<T> {

    private static final double MOST_EXTRA = 0.06;

    /** Less than this many pages are not worth another reader. */
    private static final int LEAST_PAGES = 3;

    private static final int PAGE = 100;

    /** Gets a page of the list. */
    interface Source<T> {
        Page<T> page(Span created, @Nullable String after);
    }

    /** Is told of the progress before anybody relies on it. */
    interface Progress<T> {

        /** A page of a range was read, down to a second. */
        void read(int range, Page<T> page, long reached);

        /** A range gave everything before a second to another one. */
        void divided(int range, int lower, long second);
    }

    private final Source<T> source;
    private final Function<T, Instant> created;
    private final Progress<T> progress;
    private final Workers workers;
    private final int most;
    private final List<Range> ranges = new ArrayList<>();
    private final List<Range> taken = new ArrayList<>();
    private long expected = -1;
    private long items;
    private long pages;

    /**
     * A sweep that has read nothing.
     *
     * @param now the present time, above which the list has nothing
     * @param most how many readers at most
     */
    ListSweep(
            Source<T> source,
            Function<T, Instant> created,
            Progress<T> progress,
            Workers workers,
            Instant now,
            int most) {
        this.source = source;
        this.created = created;
        this.progress = progress;
        this.workers = workers;
        this.most = most;
        ranges.add(new Range(0, null, null, now.getEpochSecond(), 0, 0));
    }

    /** How many items the list may have; the sweep divides it only if it knows or has seen that this is worth it. */
    synchronized void expect(long count) {
        expected = count;
    }

    /** What an earlier sweep had read, from its journal. */
    synchronized void restoreRead(int range, long count, long reached, @Nullable String next) {
        items += count;
        pages++;
        known(range).read(count, reached, next);
    }

    /** What an earlier sweep had divided, from its journal. */
    synchronized void restoreDivided(int range, int lower, long second) {
        Range upper = known(range);
        Range given = new Range(lower, upper.from(), second, second, PAGE, upper.density());
        upper.cut(second, PAGE);
        if (lower > ranges.size()) {
            throw new PackedReader.Malformed();
        }
        if (lower == ranges.size()) { // else it was noted twice
            ranges.add(given);
        }
    }

    private Range known(int range) {
        if (range < 0 || range >= ranges.size()) {
            throw new PackedReader.Malformed();
        }
        return ranges.get(range);
    }

    /** Reads on where the restored state ends, until everything is read or the workers stop. */
    void start() {
        List<Range> open;
        synchronized (this) {
            open = ranges.stream().filter(it -> !it.isDone()).limit(most).toList();
            taken.addAll(open);
        }
        open.forEach(range -> workers.run(() -> read(range)));
    }

    synchronized long items() {
        return items;
    }

    private void read(Range first) {
        Range range = first;
        while (range != null && !workers.isStopped()) {
            Range mine = range;
            Span span;
            String after;
            synchronized (this) {
                span = mine.span();
                after = mine.next();
            }
            Page<T> page = source.page(span, after);
            note(mine, page);
            helpers().forEach(helped -> workers.run(() -> read(helped)));
            range = next(mine);
        }
    }

    private void note(Range range, Page<T> page) {
        List<T> mine;
        long reached;
        synchronized (this) {
            // Another reader may have taken over the lower part while this page was on its way.
            mine = page.items().stream()
                    .filter(it -> range.holds(created.apply(it)))
                    .toList();
            reached = page.items().stream()
                    .mapToLong(it -> created.apply(it).getEpochSecond())
                    .min()
                    .orElse(Long.MAX_VALUE);
            // At once, so that nobody else is given what is on it. Should it not be noted, this run has ended.
            items += mine.size();
            pages++;
            range.read(mine.size(), reached, page.next());
        }
        progress.read(range.id(), new Page<>(mine, page.failures(), page.next()), reached);
    }

    private synchronized @Nullable Range next(Range range) {
        if (!range.isDone()) {
            return range;
        }
        taken.remove(range);
        Range waiting = waiting();
        return waiting == null ? divided() : waiting;
    }

    /** Ranges for further readers, as long as there is room for them. */
    private synchronized List<Range> helpers() {
        List<Range> found = new ArrayList<>();
        while (taken.size() < most) {
            Range more = waiting();
            if (more == null) {
                more = divided();
            }
            if (more == null) {
                break;
            }
            found.add(more);
        }
        return found;
    }

    private @Nullable Range waiting() {
        Range found = ranges.stream()
                .filter(it -> !it.isDone() && !taken.contains(it))
                .findFirst()
                .orElse(null);
        if (found != null) {
            taken.add(found);
        }
        return found;
    }

    /** Half of what is left of the longest range, if that is worth a reader. */
    private @Nullable Range divided() {
        Range longest = ranges.stream()
                .filter(it -> !it.isDone())
                .max(Comparator.comparingDouble(this::left))
                .orElse(null);
        if (longest == null || left(longest) < LEAST_PAGES * PAGE || extra() > mostExtra()) {
            return null;
        }
        Range lower = longest.split(ranges.size(), left(longest));
        if (lower == null) {
            return null;
        }
        progress.divided(longest.id(), lower.id(), requireNonNull(longest.from()));
        ranges.add(lower);
        taken.add(lower);
        return lower;
    }

    /** How many more pages than full ones there will be, each open range ending in one that is half full. */
    private double extra() {
        long open = ranges.stream().filter(it -> !it.isDone()).count();
        return pages - items / (double) PAGE + (open + 1) / 2.0;
    }

    private double mostExtra() {
        return MOST_EXTRA * Math.max(pages, expected / (double) PAGE);
    }

    private double left(Range range) {
        if (!range.isTail() || expected < 0) {
            return range.left(-1);
        }
        double others = ranges.stream()
                .filter(it -> it != range)
                .mapToDouble(it -> it.left(-1))
                .sum();
        return range.left(expected - items - others);
    }
}
