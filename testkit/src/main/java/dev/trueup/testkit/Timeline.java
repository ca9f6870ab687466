package dev.trueup.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Ids in the order of their creation, oldest first.
 *
 * <p>A sorted array: a position is found by binary search, and from there a page costs what it holds, however long the
 * list is. Guarded by its owner.
 */
final class Timeline {

    /** When something was created, and as which of all; the number keeps equal times in order. */
    record Moment(long at, long number, String id) implements Comparable<Moment> {

        @Override
        public int compareTo(Moment other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private final List<Moment> moments = new ArrayList<>();
    private boolean inOrder = true;

    int size() {
        return moments.size();
    }

    String get(int position) {
        return sorted().get(position).id();
    }

    void add(Moment moment) {
        inOrder &= moments.isEmpty() || moments.get(moments.size() - 1).compareTo(moment) < 0;
        moments.add(moment);
    }

    void remove(Moment moment) {
        int found = positionOf(moment);
        if (found >= 0) {
            moments.remove(found);
        }
    }

    /** The position of this very moment, or -1. */
    int positionOf(Moment moment) {
        return Math.max(-1, Collections.binarySearch(sorted(), moment));
    }

    /** The position of the first that was created at this time or later. */
    int firstAt(long time) {
        return -Collections.binarySearch(sorted(), new Moment(time, -1, "")) - 1;
    }

    /** Sorted when it is read and not at each addition, so that filling it in any order stays cheap. */
    private List<Moment> sorted() {
        if (!inOrder) {
            Collections.sort(moments);
            inOrder = true;
        }
        return moments;
    }

    List<String> ids() {
        return sorted().stream().map(Moment::id).toList();
    }
}
