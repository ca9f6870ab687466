package dev.trueup.spi;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lasting copy of the customers, for support and analytics, which no duration ends. Implementations are thread-safe
 * and throw {@code SourceUnavailableException} with {@code Source.STORE} when the store does not answer in time or
 * refuses; whether it has written is then unknown, and repeating the call is safe.
 */
public interface BillingStore {

    /**
     * Writes findings, all or none of them, each unless one with a higher ticket of the same user has been written. A
     * finding without a live customer takes the user's rows away. A user must occur once at most.
     */
    void put(Collection<Put> puts);

    /** The live customers of users; those of whom the store has none are left out. */
    Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users);

    /**
     * A page of the users of whom the store has a live customer, in an order of the store's own that stays as it is. Who is
     * there while all pages are read is told once.
     *
     * @param after the last user of the page before; {@code null} for the first page
     * @param limit how many at most; 1 to {@link Limits#ENTRIES}
     * @return none if there are no more; a page with fewer than the limit need not be the last one
     */
    List<UserId> users(@Nullable UserId after, int limit);

    /** The live customer of a user, if the store has it. */
    default Optional<CustomerSnapshot> find(UserId user) {
        return Optional.ofNullable(findAll(List.of(user)).get(user));
    }
}
