package dev.trueup.testkit.fake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook events of a fake, in the order of the changes that made them, whichever way the changes came.
 *
 * <p>An event is in the journal before the change that made it can be seen. The newest are kept, a few kilobytes each, {@value #KEPT} of
 * them unless the fake was told another number; a listener sees all. Thread-safe.
 */
public final class EventJournal {

    /** How many events are kept by default. */
    public static final int KEPT = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);

    private final Deque<FakeEvent> events = new ArrayDeque<>();
    private final List<Consumer<FakeEvent>> listeners = new CopyOnWriteArrayList<>();
    private final int kept;
    private long last;

    EventJournal() {
        this(KEPT);
    }

    EventJournal(int kept) {
        this.kept = kept;
    }

    /**
     * All events so far.
     *
     * @throws IllegalStateException when the first of them are no longer kept
     */
    public List<FakeEvent> all() {
        return since(0);
    }

    /** Where the journal stands: the number of its last event, 0 before the first. */
    public synchronized long mark() {
        return last;
    }

    /**
     * The events after a mark.
     *
     * @param mark what {@link #mark()} said, or the number of an event
     * @throws IllegalStateException when the first of them are no longer kept
     */
    public synchronized List<FakeEvent> since(long mark) {
        if (mark < last - events.size()) {
            throw new IllegalStateException(
                    "of the events after " + mark + " only the newest " + events.size() + " are kept");
        }
        List<FakeEvent> found = new ArrayList<>();
        for (FakeEvent event : events) {
            if (event.number() > mark) {
                found.add(event);
            }
        }
        return found;
    }

    /**
     * Calls the listener with every event from now on, one at a time and in their order, while the change is being made
     * and before its caller has its answer. So a listener must hand the event on and never wait for anything that may
     * need the fake. What it throws is logged.
     */
    public void listen(Consumer<FakeEvent> listener) {
        listeners.add(listener);
    }

    /** Whether an event would be kept or heard. */
    boolean isOpen() {
        return kept > 0 || !listeners.isEmpty();
    }

    /** An event of which nobody will see more than its number. */
    synchronized void skip() {
        last++;
    }

    /** Only while the change is guarded against all others. */
    void append(LongFunction<FakeEvent> numbered) {
        FakeEvent event = keep(numbered);
        for (Consumer<FakeEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("a listener failed at {}", event, e);
            }
        }
    }

    private synchronized FakeEvent keep(LongFunction<FakeEvent> numbered) {
        FakeEvent event = numbered.apply(++last);
        events.addLast(event);
        if (events.size() > kept) {
            events.removeFirst();
        }
        return event;
    }

    /** How many events there were. */
    @Override
    public synchronized String toString() {
        return "EventJournal[" + last + " events]";
    }
}
