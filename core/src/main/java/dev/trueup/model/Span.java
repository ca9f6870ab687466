package dev.trueup.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which something was created, in whole seconds as Stripe counts. Two spans of which one begins
 * where the other ends have nothing in common and nothing between them. Immutable and thread-safe.
 *
 * @param from the first second within; {@code null} for the beginning of time
 * @param to the first second that is no longer within; {@code null} for no end
 */
public record Span(@Nullable Instant from, @Nullable Instant to) {

    /** All of time. */
    public static final Span ALL = new Span(null, null);

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the end lies before the beginning
     */
    public Span {
        if (from != null && to != null && to.isBefore(from)) {
            throw new IllegalArgumentException("to must not be before " + from + " but is " + to);
        }
    }
}
