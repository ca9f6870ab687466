package dev.trueup.webhook;

/** What becomes of an event while the store of claims is away. */
public enum WhenStoreIsDown {
    /**
     * Answer 503 and do nothing. Choose this unless you know better: the sender keeps the event and sends it again, for
     * hours and days, and nothing runs twice for want of a claim.
     */
    ASK_FOR_RETRY,
    /**
     * Work on the event without a claim. Choose this when what your handlers do can be done twice and by two at once
     * without harm (reading again what an event names is such work) and must not wait until the store is back; and when
     * that work can be done at all without the store.
     */
    PROCESS_ANYWAY
}
