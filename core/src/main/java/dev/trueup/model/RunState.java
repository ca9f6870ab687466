package dev.trueup.model;

import java.util.Locale;

/** Where a run stands. */
public enum RunState {
    /** It is at work. */
    RUNNING,
    /** It went through to its end; what failed of single customers is in its report. */
    SUCCEEDED,
    /** It gave up, because a provider or a store did not answer for too long; it can be resumed. */
    FAILED,
    /** It was cancelled, or its process ended; it can be resumed. */
    INTERRUPTED;

    /** Whether the run has come to an end. */
    public boolean isOver() {
        return this != RUNNING;
    }

    /** The state in lower case, as people and metrics see it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
