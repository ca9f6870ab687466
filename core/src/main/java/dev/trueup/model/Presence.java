package dev.trueup.model;

/** Whether a customer id still stands for a customer in Stripe. */
public enum Presence {
    /** The customer exists. */
    ACTIVE,
    /** The customer existed and was deleted: Stripe answers with {@code deleted: true}. Its id never comes back. */
    DELETED,
    /** Stripe does not know the id: another account, the other mode, or never created. */
    MISSING
}
