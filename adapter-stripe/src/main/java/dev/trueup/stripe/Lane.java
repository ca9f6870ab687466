package dev.trueup.stripe;

import org.jspecify.annotations.Nullable;

/** How requests take their turn: those that somebody waits for, or those of bulk work. Thread-safe. */
interface Lane {

    /**
     * Waits until the next request may be sent, which counts from then on.
     *
     * @return why it may not, if its turn would come after the deadline
     */
    @Nullable
    Refusal enter(Endpoint endpoint, Deadline deadline);

    /** Hears what a request came to, {@code null} if it was answered. */
    void heard(@Nullable Refusal refusal);

    /** Whether a request that was one too many waits for its turn again, as long as there is time. */
    boolean isPatient();
}
