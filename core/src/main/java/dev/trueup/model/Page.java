package dev.trueup.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. Immutable and thread-safe.
 *
 * @param items what is on it, in the order of the list
 * @param failures what is on it as well but cannot be understood; it keeps nothing else from being read
 * @param next where the next page begins, in words of the list's own; {@code null} if this is the last page
 */
public record Page<T>(
        List<T> items, List<RunFailure> failures, @Nullable String next) {

    /** Copies the lists. */
    public Page {
        items = List.copyOf(items);
        failures = List.copyOf(failures);
    }

    /** A page of which everything could be understood. */
    public Page(List<T> items, @Nullable String next) {
        this(items, List.of(), next);
    }
}
