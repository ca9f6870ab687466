package dev.trueup.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. Immutable and thread-safe.
 *
 * @param items what is on it, in the order of the list
 * @param next where the next page begins, in words of the list's own; {@code null} if this is the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }
}
