package dev.trueup.bulk;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Presence;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.sync.Comparison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a billing store says of some users, as a verification looks at it. Immutable and thread-safe. */
record StoredCustomers(@Nullable BillingStore store, Map<UserId, CustomerSnapshot> found) {

    /** What the store says of these; nothing differs from a store that is not there. */
    static StoredCustomers read(Work work, BulkEnvironment environment, List<UserId> users) {
        BillingStore store = environment.sync().copies().store();
        return new StoredCustomers(
                store, store == null ? Map.of() : work.patience().ask(() -> store.findAll(users)));
    }

    /** Where the store does not say of a user what Stripe says of the customer that carries them. */
    List<Difference> against(UserId user, BillingState actual) {
        CustomerSnapshot stored = found.get(user);
        if (store == null) {
            return List.of();
        }
        Comparison comparison = new Comparison();
        if (stored == null) {
            comparison.noRecord(user);
        } else {
            comparison.withStripe(stored, actual, null);
            comparison.profileWithStripe(stored.customer(), actual.customer());
        }
        return comparison.differences().stream()
                .map(it -> new Difference(it.field(), Source.STORE, it.cached(), it.actual()))
                .toList();
    }

    /** That the store has a customer of a user whom none carries. */
    List<Difference> againstNone(UserId user) {
        return found.containsKey(user)
                ? List.of(new Difference(
                        "presence", Source.STORE, Presence.ACTIVE.toString(), Presence.MISSING.toString()))
                : List.of();
    }

    /** Whether the store says of a user what the cache says. */
    boolean isLike(UserId user, Function<UserId, Optional<CustomerSnapshot>> cache) {
        CustomerSnapshot stored = found.get(user);
        CustomerSnapshot cached = cache.apply(user).orElse(null);
        return stored == null || cached == null ? stored == cached : stored.saysTheSameAs(cached);
    }
}
