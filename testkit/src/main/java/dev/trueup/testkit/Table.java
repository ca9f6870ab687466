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
        entries.put(id, entry);
        Set<String> before = old == null ? Set.of() : old.lists();
        boolean moves = old != null && !old.moment().equals(entry.moment());
        if (old != null) {
            before.stream()
                    .filter(name -> moves || !entry.lists().contains(name))
                    .forEach(name -> leave(name, old.moment()));
        }
        entry.lists().stream().filter(name -> moves || !before.contains(name)).forEach(name -> lists.computeIfAbsent(
                        name, created -> new Timeline())
                .add(entry.moment()));
    }

    void remove(String id) {
        Entry<T> old = entries.remove(id);
        if (old != null) {
            old.lists().forEach(name -> leave(name, old.moment()));
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

    private void leave(String name, Timeline.Moment moment) {
        Timeline list = list(name);
        list.remove(moment);
        if (list.size() == 0) {
            lists.remove(name);
        }
    }
}
