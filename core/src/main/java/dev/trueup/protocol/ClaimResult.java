package dev.trueup.protocol;

import java.time.Duration;

/** How a claim was answered. */
public sealed interface ClaimResult {

    /**
     * The caller may work on the event.
     *
     * @param claim to be completed or released
     */
    record Claimed(Claim claim) implements ClaimResult {}

    /**
     * Somebody else works on it, or it failed and is not to be tried yet.
     *
     * @param retryAfter until when it cannot be claimed, from now; positive
     */
    record Busy(Duration retryAfter) implements ClaimResult {}

    /** Its effect is done. */
    record Done() implements ClaimResult {}

    /**
     * It was given up.
     *
     * @param epoch how often it was claimed, ever
     */
    record Dead(long epoch) implements ClaimResult {}

    /** An event of the same key came with another body. */
    record Mismatch() implements ClaimResult {}
}
