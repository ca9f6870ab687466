package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * One field in which the copy and a source do not say the same. Immutable and thread-safe.
 *
 * <p>Where Stripe's profile differs from Clerk's, the difference has the source {@link Source#STRIPE}; its two values
 * can then be equal, because copy and Stripe agree and both lag behind Clerk. What Clerk says stands in the difference
 * beside it whose source is {@link Source#CLERK}.
 *
 * <p>The values may be an address or a name. They are for the user concerned and for operators' eyes, not for logs.
 *
 * @param field the field by its name in {@link StripeCustomerData}, or {@code record} for the whole record,
 *     {@code presence} for a customer that is gone, {@code subscriptions[ID]} for a whole subscription, or
 *     {@code subscriptions[ID].FIELD} for one of its fields
 * @param source whose word differs; {@link Source#CACHE} if the copy is impossible by itself, {@link Source#STORE} if
 *     it is the billing store that does not say what Stripe says
 * @param cached what the copy says; {@code null} if nothing
 * @param actual what the source says; {@code null} if nothing
 */
public record Difference(
        String field,
        Source source,
        @Nullable String cached,
        @Nullable String actual) {

    /** Field and source only. */
    @Override
    public String toString() {
        return field + " (" + source + ")";
    }
}
