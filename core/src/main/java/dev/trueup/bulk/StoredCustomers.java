package dev.trueup.bulk;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.sync.Comparison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a billing store says of some users, as a verification looks at it. Immutable and thread-safe. */
record StoredCustomers(@Nullable BillingStore store, Map<UserId, CustomerSnapshot> found) {

    private static final int PAGE = 500;

    /** What the store says of these; nothing differs from a store that is not there. */
    static StoredCustomers read(Work work, BulkEnvironment environment, List<UserId> users) {
        BillingStore store = environment.sync().copies().store();
        return new StoredCustomers(
                store, store == null ? Map.of() : work.patience().ask(() -> store.findAll(users)));
    }

    /**
     * Tells, page by page, of which users the store has a customer although none carries them now. Neither Clerk's list nor
     * Stripe's needs to know them: it is the store that forgets nobody by itself.
     */
    static void ofNobody(Work work, BulkEnvironment environment, Held held, Consumer<List<UserId>> page) {
        BillingStore store = environment.sync().copies().store();
        if (store == null) {
            return;
        }
        List<UserId> users = users(work, store, null);
        while (!users.isEmpty()) {
            page.accept(users.stream().filter(user -> !held.isCarried(user)).toList());
            work.halt().check();
            users = users(work, store, users.get(users.size() - 1));
        }
    }

    private static List<UserId> users(Work work, BillingStore store, @Nullable UserId after) {
        return work.patience().ask(() -> store.users(after, PAGE));
    }

    /** Whether the store has a customer of a user. */
    boolean has(UserId user) {
        return found.containsKey(user);
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

    /** Whether the store says of a user what the cache says. */
    boolean isLike(UserId user, Function<UserId, Optional<CustomerSnapshot>> cache) {
        CustomerSnapshot stored = found.get(user);
        CustomerSnapshot cached = cache.apply(user).orElse(null);
        return stored == null || cached == null ? stored == cached : stored.saysTheSameAs(cached);
    }
}
