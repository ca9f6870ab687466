package dev.trueup.model;

import java.util.Locale;

/** A system whose word is compared or that could not be asked. */
public enum Source {
    /** The user directory. */
    CLERK,
    /** The billing system. */
    STRIPE,
    /** The application's copy. */
    CACHE,
    /** The store in which webhook events are claimed. */
    CLAIMS,
    /** The log of webhook events. */
    EVENT_LOG,
    /** The lasting copy of the customers. */
    STORE,
    /** The store in which leases are taken. */
    LEASES,
    /** The store in which runs are noted. */
    RUNS;

    /** The name as it appears in messages, metrics and JSON: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
