package dev.trueup.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rows of one kind by id, and named lists of them in the order of creation. Guarded by its owner. */
final class Table<T> {

    private static final Timeline EMPTY = new Timeline();

    private final Map<String, Entry<T>> entries = new HashMap<>();
    private final Map<String, Timeline> lists = new HashMap<>();
    private long count;

    private record Entry<T>(T row, Timeline.Moment moment, Set<String> lists) {}

    Optional<T> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::row);
    }

    /** Sets a row and the lists that it is in; it keeps its place among those of the same time. */
    void put(String id, T row, long createdAt, Set<String> inLists) {
        Entry<T> old = entries.get(id);
        long number = old == null ? count++ : old.moment().number();
        Entry<T> entry = new Entry<>(row, new Timeline.Moment(createdAt, number, id), Set.copyOf(inLists));
        if (old != null && !(old.moment().equals(entry.moment()) && old.lists().equals(entry.lists()))) {
            takeOut(old);
        }
        entries.put(id, entry);
        entry.lists().forEach(name -> lists.computeIfAbsent(name, created -> new Timeline())
                .add(entry.moment()));
    }

    void remove(String id) {
        Entry<T> old = entries.remove(id);
        if (old != null) {
            takeOut(old);
        }
    }

    Timeline list(String name) {
        return lists.getOrDefault(name, EMPTY);
    }

    List<T> rows(String list) {
        return list(list).ids().stream().flatMap(id -> find(id).stream()).toList();
    }

    /** The position of this row in the list, or -1 when it is not in it. */
    int position(String list, String id) {
        Entry<T> entry = entries.get(id);
        return entry == null ? -1 : list(list).positionOf(entry.moment());
    }

    private void takeOut(Entry<T> entry) {
        for (String name : entry.lists()) {
            Timeline list = lists.get(name);
            if (list != null) {
                list.remove(entry.moment());
                if (list.size() == 0) {
                    lists.remove(name);
                }
            }
        }
    }
}
