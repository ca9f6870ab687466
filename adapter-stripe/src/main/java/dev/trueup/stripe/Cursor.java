package dev.trueup.stripe;

import com.stripe.model.HasId;
import dev.trueup.model.Span;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that is told newest first: behind an object, of which the second of its creation is noted too, for
 * the time when Stripe no longer knows the object. Immutable.
 */
record Cursor(String id, long second) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_]{1,255})@([0-9]{1,11})");

    /**
     * The place that a text names. It may have been kept for long, where anybody may have written to it.
     *
     * @throws IllegalArgumentException if it names none
     */
    static @Nullable Cursor read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("after is not what a page has told as next");
        }
        return new Cursor(form.group(1), Long.parseLong(form.group(2)));
    }

    /**
     * The place behind an object.
     *
     * @throws dev.trueup.model.SourceUnavailableException if its id or time cannot be
     */
    static Cursor behind(HasId object, long second, String what) {
        Cursor cursor = new Cursor(object.getId(), second);
        if (!FORM.matcher(cursor.toString()).matches()) {
            throw Refusal.unreadable(what, "the id or the time of the last entry is not valid");
        }
        return cursor;
    }

    /** The text that {@link #read} understands. */
    @Override
    public String toString() {
        return id + "@" + second;
    }

    /**
     * What is asked for, in Stripe's words.
     *
     * @param gte the first second within
     * @param lt the first second that is no longer within
     * @param startingAfter the object behind which to begin
     */
    record Window(
            @Nullable Long gte, @Nullable Long lt, @Nullable String startingAfter) {

        static Window of(Span span, @Nullable Cursor after) {
            return new Window(second(span.from()), second(span.to()), after == null ? null : after.id());
        }

        /** The same without naming the object: what was created in its second is told again. */
        static Window around(Span span, Cursor after) {
            Long to = second(span.to());
            long end = after.second() + 1;
            return new Window(second(span.from()), to == null ? end : Math.min(to, end), null);
        }

        private static @Nullable Long second(@Nullable Instant time) {
            return time == null ? null : time.getEpochSecond();
        }
    }
}
