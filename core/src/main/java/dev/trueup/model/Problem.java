package dev.trueup.model;

import java.util.Locale;

/**
 * Something that kept a source from being compared. Immutable and thread-safe.
 *
 * @param source which source
 * @param kind what kept it
 */
public record Problem(Source source, Kind kind) {

    /** What can keep a source from being compared. */
    public enum Kind {
        /** It did not answer in time, refused, or answered something that cannot be understood: ask again later. */
        UNAVAILABLE,
        /** It answered that there is no such user. */
        USER_NOT_FOUND;

        /** The name as it appears in messages, metrics and JSON: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
