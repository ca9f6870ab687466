package dev.trueup.model;

import java.text.Normalizer;
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
 */
public record UserProfile(
        UserId id,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable CustomerId mappedCustomer) {

    /**
     * The full name as Trueup compares and stores it: the parts that are not blank, trimmed, joined by one space and in
     * Unicode normal form C, so that two spellings of one name do not look like a change for ever.
     *
     * @return the name, or {@code null} if no part has any text
     */
    public static @Nullable String fullName(@Nullable String first, @Nullable String last) {
        String joined = Stream.of(first, last)
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return joined.isEmpty() ? null : Normalizer.normalize(joined, Normalizer.Form.NFC);
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "UserProfile[" + id + ", mappedCustomer=" + mappedCustomer + "]";
    }
}
