package dev.trueup.model;

/**
 * A subscription as it stands in the list of all, where it names its customer. Immutable and thread-safe.
 *
 * @param customer whose it is
 * @param subscription what is kept of it
 */
public record CustomerSubscription(CustomerId customer, SubscriptionData subscription) {}
