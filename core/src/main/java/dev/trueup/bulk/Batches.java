package dev.trueup.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects things and hands them on a hundred at a time. For one thread. */
final class Batches<T> {

    private static final int SIZE = 100;

    private final Consumer<List<T>> work;
    private final List<T> waiting = new ArrayList<>(SIZE);

    Batches(Consumer<List<T>> work) {
        this.work = work;
    }

    void add(T item) {
        waiting.add(item);
        if (waiting.size() == SIZE) {
            flush();
        }
    }

    /** Hands on what is left. */
    void flush() {
        if (!waiting.isEmpty()) {
            List<T> batch = List.copyOf(waiting);
            waiting.clear();
            work.accept(batch);
        }
    }
}
