package dev.trueup.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh came to. Immutable and thread-safe.
 *
 * @param outcome how it ended
 * @param userId the user whose record was to be refreshed; {@code null} only for {@link Outcome#UNLINKED}
 * @param snapshot what was read of the customer that carries the user; {@code null} if there is none
 * @param duplicates other live customers that carry the same user; they were left alone
 */
public record RefreshResult(
        Outcome outcome, @Nullable UserId userId, @Nullable CustomerSnapshot snapshot, List<CustomerId> duplicates) {

    /** Copies the list. */
    public RefreshResult {
        duplicates = List.copyOf(duplicates);
    }

    /** The customer that carries the user, if there is one. */
    public Optional<CustomerId> customerId() {
        return Optional.ofNullable(snapshot).map(CustomerSnapshot::customerId);
    }

    /** How a refresh can end without an exception. */
    public enum Outcome {
        /** The record shows what was read. */
        UPDATED,
        /** A sync that began later has written meanwhile, so the record is at least as fresh as what was read. */
        SUPERSEDED,
        /** No live customer carries the user; a record that said otherwise is gone. */
        NO_CUSTOMER,
        /** Clerk knows no such user, and no cached customer carries it; a record is gone. */
        USER_NOT_FOUND,
        /** The customer carries no user, so there is no record to refresh. */
        UNLINKED,
        /** The checkout session is somebody else's; nothing was written. */
        FOREIGN_CHECKOUT,
        /** There is no such checkout session; nothing was written. */
        UNKNOWN_CHECKOUT
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "RefreshResult[" + outcome + ", user=" + userId + ", customer="
                + customerId().map(CustomerId::value).orElse("none") + ", duplicates=" + duplicates + "]";
    }
}
