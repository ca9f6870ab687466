package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What Stripe tells of a checkout session. Immutable and thread-safe.
 *
 * @param id its id, {@code cs_…}
 * @param customer the customer that pays; {@code null} for a guest, or before the session is completed
 * @param user what the host wrote into {@code client_reference_id}, if that can be a user's id
 */
public record CheckoutSession(
        String id, @Nullable CustomerId customer, @Nullable UserId user) {}
