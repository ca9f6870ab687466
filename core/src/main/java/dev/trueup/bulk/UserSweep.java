package dev.trueup.bulk;

import dev.trueup.model.Page;
import dev.trueup.model.UserProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all users by a few readers side by side, each of them one stretch of Clerk's list after the other. Thread-safe.
 */
final class UserSweep {

    private final Function<@Nullable String, Page<UserProfile>> source;
    private final ObjIntConsumer<Page<UserProfile>> progress;
    private final Workers workers;
    private final long expected;
    private final int most;
    private final List<Stretch> stretches = new ArrayList<>();
    private int begun;
    private long users;

    /**
     * A sweep that has read nothing.
     *
     * @param source gets the page that begins there
     * @param progress is told of a page of a stretch before anybody relies on it
     * @param starts where stretches begin, except for the first one
     * @param expected how many users there may be
     * @param most how many readers at most
     */
    UserSweep(
            Function<@Nullable String, Page<UserProfile>> source,
            ObjIntConsumer<Page<UserProfile>> progress,
            Workers workers,
            List<String> starts,
            long expected,
            int most) {
        this.source = source;
        this.progress = progress;
        this.workers = workers;
        this.expected = expected;
        this.most = most;
        String from = null;
        for (String start : starts) {
            stretches.add(new Stretch(from, start));
            from = start;
        }
        stretches.add(new Stretch(from, null));
    }

    /** A page was read, now or by an earlier sweep that noted it in its journal. */
    synchronized void read(int stretch, long count, @Nullable String next) {
        if (stretch < 0 || stretch >= stretches.size()) {
            throw new PackedReader.Malformed();
        }
        users += count;
        stretches.get(stretch).read(next);
    }

    /** Reads on where the restored state ends, until everything is read or the workers stop. */
    void start() {
        for (int i = 0; i < Math.min(most, stretches.size()); i++) {
            workers.run(this::read);
        }
    }

    private void read() {
        for (int stretch = next(); stretch >= 0; stretch = next()) {
            while (!isDone(stretch) && !workers.isStopped()) {
                Page<UserProfile> page = source.apply(after(stretch));
                progress.accept(page, stretch);
                read(stretch, page.items().size() + page.failures().size(), page.next());
            }
        }
    }

    private synchronized int next() {
        return begun < stretches.size() ? begun++ : -1;
    }

    private synchronized @Nullable String after(int stretch) {
        return stretches.get(stretch).next;
    }

    /**
     * A page that is full may be the last one: then the count saves the request for an empty one. Not beside other
     * stretches, which may have more to come while the last one has found users who came since the count.
     */
    private synchronized boolean isDone(int stretch) {
        return stretches.get(stretch).done || (stretches.size() == 1 && users > 0 && users == expected);
    }

    /** Users up to where the next stretch begins. Guarded by the sweep. */
    private static final class Stretch {

        private final @Nullable String end;
        private @Nullable String next;
        private boolean done;

        Stretch(@Nullable String from, @Nullable String end) {
            this.next = from;
            this.end = end;
        }

        void read(@Nullable String following) {
            next = following;
            done = following == null || following.equals(end);
        }
    }
}
