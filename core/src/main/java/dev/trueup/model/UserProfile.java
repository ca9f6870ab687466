package dev.trueup.model;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user as Clerk tells it at one moment. Immutable and thread-safe.
 *
 * @param id Clerk's id
 * @param email the primary address, selected by {@code primary_email_address_id}; {@code null} if the user has none
 * @param emailVerified whether Clerk has verified that very address
 * @param name the full name as {@link #fullName} builds it; {@code null} if both parts are blank
 * @param mappedCustomer the customer that the user's private metadata names under {@code stripeCustomerId}; a pointer
 *     to look at first, never a proof
 * @param subscription what was filed with the user by {@code UserMetadata}; {@code null} if nothing, or if it cannot be
 *     read
 */
public record UserProfile(
        UserId id,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable CustomerId mappedCustomer,
        @Nullable SubscriptionState subscription) {

    /**
     * The full name as Trueup compares and stores it: the parts that are not blank, trimmed, joined by one space, in
     * Unicode normal form C, without control characters, and cut after 256 characters, which is what Stripe takes. So
     * two spellings of one name do not look like a change for ever.
     *
     * @return the name, or {@code null} if no part has any text
     */
    public static @Nullable String fullName(@Nullable String first, @Nullable String last) {
        String joined = Stream.of(first, last)
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return BillingText.name(joined);
    }

    /**
     * The address as Trueup compares and stores it: trimmed, and none at all if Stripe could not take it, because it is
     * blank, longer than 512 characters, has no {@code @} within, or holds white space or control characters.
     *
     * @return the address, or {@code null} if it is none
     */
    public static @Nullable String billingEmail(@Nullable String email) {
        return email == null ? null : BillingText.email(email);
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "UserProfile[" + id + ", mappedCustomer=" + mappedCustomer + "]";
    }
}
