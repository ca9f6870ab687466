package dev.trueup.bulk;

import java.util.Arrays;

/** A list of numbers that takes eight bytes for each. Guarded by whoever has it. */
final class Longs {

    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 2) + 16);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long get(int at) {
        return values[at];
    }

    /** Puts them in order, for {@link #holds} and {@link #holdsTwice}. */
    void sort() {
        values = Arrays.copyOf(values, size);
        Arrays.sort(values);
    }

    boolean holds(long value) {
        return Arrays.binarySearch(values, 0, size, value) >= 0;
    }

    boolean holdsTwice(long value) {
        int at = Arrays.binarySearch(values, 0, size, value);
        return at >= 0 && ((at > 0 && values[at - 1] == value) || (at + 1 < size && values[at + 1] == value));
    }
}
