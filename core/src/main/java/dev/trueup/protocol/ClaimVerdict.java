package dev.trueup.protocol;

/** What became of a claim that its owner wanted to complete, release or renew. */
public enum ClaimVerdict {
    /** It is as the owner wanted it. */
    OK,
    /** The event is done already, by somebody else. A success: nothing is left to do. */
    ALREADY,
    /** The claim is not the current one: another owner has the event, or the store has lost it. */
    FENCED
}
