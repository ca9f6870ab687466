package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a census and says whose customers they are: which one is used of a user who has several, and which users
 * Clerk does not know. Thread-safe.
 */
final class Owners {

    private final Work work;
    private final BulkEnvironment environment;
    private final Verbs verbs;
    private final Held held;
    private final Map<UserId, Map<CustomerId, BillingState>> shared = new LinkedHashMap<>();

    Owners(Work work, BulkEnvironment environment, Verbs verbs, Held held) {
        this.work = work;
        this.environment = environment;
        this.verbs = verbs;
        this.held = held;
    }

    /**
     * Hands on every customer that a user of Clerk has, in batches of which no two carry the same user, and every user
     * whom Clerk does not know although a customer carries them.
     */
    void each(Consumer<List<BillingState>> owned, Consumer<List<UserId>> unknown) {
        Workers workers = new Workers(environment.sync().executor(), work.halt());
        AtomicInteger parts = new AtomicInteger();
        for (int i = 0; i < environment.settings().writers(); i++) {
            workers.run(() -> {
                Batches<BillingState> listed = new Batches<>(owned);
                Batches<BillingState> unlisted = new Batches<>(batch -> ask(batch, owned, unknown));
                for (int part = next(parts); part >= 0 && !workers.isStopped(); part = next(parts)) {
                    sort(held.states(part), listed, unlisted);
                }
                listed.flush();
                unlisted.flush();
            });
        }
        workers.await();
        Batches<UserId> several = new Batches<>(users -> choose(users, owned, unknown));
        List.copyOf(shared.keySet()).forEach(several::add);
        several.flush();
    }

    private int next(AtomicInteger parts) {
        int part = parts.getAndIncrement();
        return part < held.parts() ? part : -1;
    }

    private void sort(List<BillingState> states, Batches<BillingState> listed, Batches<BillingState> unlisted) {
        for (BillingState state : states) {
            UserId user = state.customer().userId();
            if (held.isOdd(state.customer().id())) {
                continue; // noted as a failure, and better as it was than in part
            }
            if (user == null) {
                work.tally().kept(1);
            } else if (held.isCarriedTwice(user)) {
                synchronized (shared) {
                    shared.computeIfAbsent(user, key -> new LinkedHashMap<>())
                            .put(state.customer().id(), state);
                }
            } else if (held.isListed(user)) {
                listed.add(state);
            } else {
                unlisted.add(state);
            }
        }
    }

    /** Users who are not in Clerk's list may have come while it was read, or slipped between its pages. */
    private void ask(List<BillingState> batch, Consumer<List<BillingState>> owned, Consumer<List<UserId>> unknown) {
        Map<UserId, Optional<UserProfile>> told =
                told(batch.stream().map(Owners::user).toList());
        handOn(
                batch.stream()
                        .filter(it ->
                                told.getOrDefault(user(it), Optional.empty()).isPresent())
                        .toList(),
                owned);
        handOn(unknown(told), unknown);
    }

    /** Of several customers the cached one is used, else the one that Clerk's metadata names, else the oldest. */
    private void choose(List<UserId> users, Consumer<List<BillingState>> owned, Consumer<List<UserId>> unknown) {
        Map<UserId, Optional<UserProfile>> told = told(users);
        Map<UserId, CustomerSnapshot> cached =
                work.patience().ask(() -> environment.cache().findAll(users));
        List<BillingState> chosen = new ArrayList<>();
        told.forEach((user, known) -> known.ifPresent(profile -> {
            Map<CustomerId, BillingState> states = Objects.requireNonNull(shared.get(user));
            BillingState used = choose(states, cached.get(user), profile);
            chosen.add(used);
            tell(user, used, states);
        }));
        handOn(chosen, owned);
        handOn(unknown(told), unknown);
    }

    /** What Clerk says of users; those are left out, and noted, of whom it cannot be understood. */
    private Map<UserId, Optional<UserProfile>> told(List<UserId> users) {
        Map<UserId, Optional<UserProfile>> told = new ConcurrentHashMap<>();
        try {
            Map<UserId, UserProfile> found = verbs.users().findAll(users);
            users.forEach(user -> told.put(user, Optional.ofNullable(found.get(user))));
        } catch (SourceUnavailableException e) {
            // One who cannot be understood hides all others who are asked for together.
            new OneByOne(work, environment)
                    .each(users, user -> told.put(user, verbs.users().find(user)));
        }
        return told;
    }

    private static List<UserId> unknown(Map<UserId, Optional<UserProfile>> told) {
        return told.entrySet().stream()
                .filter(it -> it.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static BillingState choose(
            Map<CustomerId, BillingState> states, @Nullable CustomerSnapshot cached, UserProfile user) {
        BillingState used = cached == null ? null : states.get(cached.customerId());
        if (used == null && user.mappedCustomer() != null) {
            used = states.get(user.mappedCustomer());
        }
        return used != null
                ? used
                : states.values().stream()
                        .min(Comparator.comparing(
                                it -> Objects.requireNonNull(it.customer().created())))
                        .orElseThrow();
    }

    private void tell(UserId user, BillingState used, Map<CustomerId, BillingState> states) {
        List<CustomerId> others = states.keySet().stream()
                .filter(it -> !it.equals(used.customer().id()))
                .toList();
        if (!others.isEmpty()) { // else one customer was told twice
            work.tally().kept(others.size());
            environment
                    .sync()
                    .listener()
                    .duplicateCustomers(user, used.customer().id(), others);
        }
    }

    private static <T> void handOn(List<T> items, Consumer<List<T>> to) {
        if (!items.isEmpty()) {
            to.accept(items);
        }
    }

    private static UserId user(BillingState state) {
        BillingCustomer customer = state.customer();
        return Objects.requireNonNull(customer.userId());
    }
}
