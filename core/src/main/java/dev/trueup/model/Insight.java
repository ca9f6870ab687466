package dev.trueup.model;

/**
 * Something about the revenue that somebody should look at. Immutable and thread-safe.
 *
 * @param kind what it is
 * @param value the figure that it follows from; a count or a fraction, as the kind says
 * @param threshold the figure from which it is told
 * @param text one English sentence, with ids only
 */
public record Insight(Kind kind, double value, double threshold, String text) {

    /** What can be seen. */
    public enum Kind {
        /** A greater part of charges fails than in the 30 days before; the value is the part that fails now. */
        RISING_FAILED_PAYMENTS,
        /** Cards of paying customers expire soon or have expired; the value is their number. */
        EXPIRING_CARDS,
        /** One customer pays a great part of everything; the value is that part. */
        CONCENTRATION,
        /** Trials end within a week; the value is their number. */
        TRIALS_ENDING
    }
}
