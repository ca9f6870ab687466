package dev.trueup.testkit.contract;

import dev.trueup.model.CustomerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user as {@link UserDirectoryContract} wants it to be in the directory. Immutable and thread-safe.
 *
 * @param firstName exactly as the directory has to hold it, or none
 * @param lastName exactly as the directory has to hold it, or none
 * @param addresses all addresses, in this order
 * @param primaryEmail which of the addresses is the primary one; {@code null} if none is, even if there are addresses
 * @param mappedCustomer the customer that the user's private metadata names, or none
 */
public record GivenUser(
        @Nullable String firstName,
        @Nullable String lastName,
        List<Address> addresses,
        @Nullable String primaryEmail,
        @Nullable CustomerId mappedCustomer) {

    /**
     * One e-mail address of the user.
     *
     * @param email the address
     * @param verified whether the user has proved to own it
     */
    public record Address(String email, boolean verified) {

        /** Nothing: a log of a test may outlive the test. */
        @Override
        public String toString() {
            return "Address[verified=" + verified + "]";
        }
    }

    /** Keeps a copy of the list. */
    public GivenUser {
        addresses = List.copyOf(addresses);
    }

    /** A user of whom nothing is known but the id. */
    static GivenUser nobody() {
        return new GivenUser(null, null, List.of(), null, null);
    }

    GivenUser named(@Nullable String first, @Nullable String last) {
        return new GivenUser(first, last, addresses, primaryEmail, mappedCustomer);
    }

    GivenUser withPrimary(String email, boolean verified) {
        return new GivenUser(firstName, lastName, and(email, verified), email, mappedCustomer);
    }

    GivenUser withSecondary(String email, boolean verified) {
        return new GivenUser(firstName, lastName, and(email, verified), primaryEmail, mappedCustomer);
    }

    GivenUser mappedTo(CustomerId customer) {
        return new GivenUser(firstName, lastName, addresses, primaryEmail, customer);
    }

    private List<Address> and(String email, boolean verified) {
        List<Address> all = new ArrayList<>(addresses);
        all.add(new Address(email, verified));
        return all;
    }

    /** No names and no addresses. */
    @Override
    public String toString() {
        return "GivenUser[addresses=" + addresses + ", mappedCustomer=" + mappedCustomer + "]";
    }
}
