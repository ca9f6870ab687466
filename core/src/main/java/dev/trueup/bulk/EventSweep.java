package dev.trueup.bulk;

import dev.trueup.bulk.Undelivered.Outcomes;
import dev.trueup.model.Page;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of events, newest first, and has what they tell worked on page by page. The first page of each list is read
 * before any event is worked on, and everything behind it is older.
 */
final class EventSweep {

    private final Work work;
    private final BulkEnvironment environment;
    private final Undelivered undelivered;
    private final Outcomes outcomes;

    EventSweep(Work work, BulkEnvironment environment, Undelivered undelivered, Outcomes outcomes) {
        this.work = work;
        this.environment = environment;
        this.undelivered = undelivered;
        this.outcomes = outcomes;
    }

    /** Is told how far a list was worked through. */
    interface Progress {
        void worked(int list, @Nullable String next);
    }

    /** How far each of several lists was worked through. For one thread. */
    static final class Position {

        private final @Nullable String[] next;
        private final boolean[] done;
        private final Instant from;

        /** Nothing was worked on yet of what happened since then. */
        Position(Instant from, int lists) {
            this.from = from;
            this.next = new @Nullable String[lists];
            this.done = new boolean[lists];
        }

        /** A list was worked through down to where the next page begins, if there is one. */
        void reached(int list, @Nullable String after) {
            if (list < 0 || list >= next.length) {
                throw new PackedReader.Malformed();
            }
            next[list] = after;
            done[list] = after == null;
        }
    }

    /**
     * Goes through what is left of some lists.
     *
     * @param lists the types of each list; an empty one is of all types
     * @param position where each list stands
     * @param progress is told of each page
     */
    void run(List<List<String>> lists, Position position, Progress progress) {
        Span span = new Span(position.from, null);
        Map<Integer, Page<WebhookEvent>> first = new LinkedHashMap<>();
        for (int list = 0; list < lists.size(); list++) {
            if (!position.done[list]) {
                first.put(list, page(span, lists.get(list), position.next[list]));
            }
        }
        first.forEach((list, begin) -> {
            Page<WebhookEvent> page = begin;
            while (true) {
                undelivered.deliver(page.items(), outcomes);
                progress.worked(list, page.next());
                if (page.next() == null) {
                    break;
                }
                page = page(span, lists.get(list), page.next());
            }
        });
    }

    private Page<WebhookEvent> page(Span span, List<String> types, @Nullable String after) {
        Page<WebhookEvent> page =
                work.patience().ask(() -> environment.billing().events(span, types, after, work.meter()));
        page.failures().forEach(failure -> work.tally().failed(failure.id(), failure.reason()));
        return page;
    }
}
