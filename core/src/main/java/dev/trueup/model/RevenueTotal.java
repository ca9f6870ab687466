package dev.trueup.model;

/**
 * What all customers pay together in one currency. Immutable and thread-safe.
 *
 * @param currency three-letter ISO code in lower case
 * @param mrr monthly recurring revenue in the currency's minor unit
 * @param subscriptions how many subscriptions are active or past due, those that cost nothing among them
 * @param customers how many customers have one of these
 */
public record RevenueTotal(String currency, long mrr, long subscriptions, long customers) {

    /** Annual recurring revenue: twelve months like the present one. */
    public long arr() {
        return Math.multiplyExact(mrr, 12L);
    }
}
