package dev.trueup.model;

import java.util.Locale;

/**
 * Whether something has gone wrong too often of late. Immutable and thread-safe.
 *
 * @param name what is watched
 * @param severity how bad it is; while nothing fires, what it would be first
 * @param value how it stands: a fraction from 0 to 1, and for {@link Name#SLOW_RESPONSES} milliseconds
 * @param threshold what the value has to exceed for this severity, in the same unit
 * @param firing whether somebody has to look
 */
public record HealthAlert(Name name, Severity severity, double value, double threshold, boolean firing) {

    /** What is watched. */
    public enum Name {
        /** Checks that found a difference, of those that could compare. */
        HIGH_UNSYNC_RATE,
        /** Look-ups of the host that found no live customer, of all. */
        CACHE_MISS_RATE,
        /** Refreshes and profiles that came to nothing, of all that were tried. */
        SYNC_FAILURES,
        /** Calls of Clerk and Stripe that were not answered, of all. */
        API_ERRORS,
        /** The mean time that calls of Clerk and Stripe take. */
        SLOW_RESPONSES,
        /** Sessions and webhooks that were not believed, of all that were checked. */
        AUTHENTICATION_ERRORS;

        /** The name as it appears in metrics and JSON: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How bad it is. */
    public enum Severity {
        /** Somebody should look today. */
        WARNING,
        /** Somebody should look now. */
        CRITICAL;

        /** The severity as it appears in metrics and JSON: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
