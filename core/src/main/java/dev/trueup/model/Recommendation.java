package dev.trueup.model;

import java.util.Locale;

/** What to do about a report; the first that applies, in this order. */
public enum Recommendation {
    /** A source could not be read, so nothing can be said: check again later. */
    RETRY_LATER,
    /** No customer carries the user: let one be created. */
    CREATE_CUSTOMER,
    /** The cached customer is deleted, missing or not this user's: look the right one up. */
    RELINK,
    /** Clerk and Stripe differ in address or name: push Clerk's profile to Stripe. */
    UPDATE_STRIPE,
    /** Only the copy is behind or empty: {@code CustomerSync.refresh} mends it. */
    REFRESH_CACHE,
    /** Nothing needs to be done. */
    NONE;

    /** The name as it appears in messages, metrics and JSON: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
