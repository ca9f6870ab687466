package dev.trueup.model;

import java.util.Locale;

/** How far the handling of a webhook event has come. */
public enum WebhookStatus {
    /** Verified, but nobody could claim it, because the claim store was away; the sender was asked to come again. */
    RECEIVED,
    /** Somebody has claimed it and works on it, or died over it. */
    PROCESSING,
    /** The last attempt failed; the sender was asked to come again. */
    FAILED,
    /** Its effect is done. */
    PROCESSED,
    /** Nothing is registered for its type; it needs no effect. */
    IGNORED,
    /** Given up after the maximum of attempts; somebody has to look, and may have it retried. */
    DEAD;

    /** The name as it appears in JSON, metrics and queries: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
