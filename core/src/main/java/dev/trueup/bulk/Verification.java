package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Drift;
import dev.trueup.model.Presence;
import dev.trueup.model.Problem;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.sync.Comparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares every record, and the billing store, with a census and writes nothing. What seems to differ may have changed
 * while the census was taken, so those users are checked once more, one by one.
 */
final class Verification {

    private final Work work;
    private final BulkEnvironment environment;
    private final Verbs verbs;
    private final Instant now;
    private final AtomicLong compared = new AtomicLong();
    private final Map<UserId, Suspect> suspects = new ConcurrentHashMap<>();

    Verification(Work work, BulkEnvironment environment) {
        this.work = work;
        this.environment = environment;
        this.verbs = environment.verbs().apply(work.meter());
        this.now = environment.sync().clock().instant();
    }

    /**
     * Somebody of whom something differs.
     *
     * @param customer the customer that carries them, if one does
     * @param differences what differs
     */
    record Suspect(@Nullable CustomerId customer, List<Difference> differences) {

        private Suspect and(Suspect other) {
            List<Difference> all = new ArrayList<>(differences);
            all.addAll(other.differences);
            return new Suspect(customer == null ? other.customer : customer, all);
        }

        /** Without what the store was found to say wrongly, if it has been found right since. */
        private @Nullable Suspect withoutStore(boolean right) {
            return right ? with(differences.stream().filter(it -> it.source() != Source.STORE)) : this;
        }

        /** With what a check says in place of all else that was found, but for the store. */
        private @Nullable Suspect checked(List<Difference> found) {
            return with(Stream.concat(found.stream(), differences.stream().filter(it -> it.source() == Source.STORE)));
        }

        private @Nullable Suspect with(Stream<Difference> others) {
            List<Difference> left = others.toList();
            return left.isEmpty() ? null : new Suspect(customer, left);
        }
    }

    /** Compares, and tells what differs of whom. */
    Map<UserId, Suspect> run() {
        Held held = Census.take(work, environment).held();
        new Owners(work, environment, verbs, held).each(this::compare, this::unknown);
        for (List<UserProfile> page : held.users()) {
            compareUsers(page, held);
            work.halt().check();
        }
        StoredCustomers.ofNobody(work, environment, held, users -> ofNobody(users, held));
        recheck();
        work.tally().kept(Math.max(0, compared.get() - suspects.size()));
        suspects.forEach((user, suspect) ->
                suspect.differences().forEach(it -> work.tally().differs(new Drift(user, it.field(), it.source()))));
        return suspects;
    }

    private void compare(List<BillingState> states) {
        List<UserId> users = states.stream()
                .map(it -> Objects.requireNonNull(it.customer().userId()))
                .toList();
        Map<UserId, CustomerSnapshot> cached = read(users);
        StoredCustomers stored = StoredCustomers.read(work, environment, users);
        for (BillingState state : states) {
            UserId user = Objects.requireNonNull(state.customer().userId());
            CustomerSnapshot record = cached.get(user);
            Comparison comparison = new Comparison();
            if (record == null) {
                comparison.noRecord(user);
            } else {
                comparison.plausible(record.customer(), now);
                comparison.withStripe(record, state, null);
                comparison.profileWithStripe(record.customer(), state.customer());
            }
            suspect(user, state.customer().id(), comparison.differences());
            suspect(user, state.customer().id(), stored.against(user, state));
        }
        compared.addAndGet(states.size());
    }

    /** Users whom Clerk does not know should have no record. */
    private void unknown(List<UserId> users) {
        Map<UserId, CustomerSnapshot> cached = read(users);
        StoredCustomers stored = StoredCustomers.read(work, environment, users);
        for (UserId user : users) {
            if (cached.containsKey(user)) {
                suspect(user, null, List.of(new Difference("user", Source.CLERK, user.value(), null)));
            }
            if (stored.has(user)) {
                suspect(user, null, List.of(presence(Source.STORE)));
            }
        }
        compared.addAndGet(users.size());
    }

    private void compareUsers(List<UserProfile> users, Held held) {
        List<UserId> ids = users.stream().map(UserProfile::id).toList();
        Map<UserId, CustomerSnapshot> cached = read(ids);
        for (UserProfile user : users) {
            CustomerSnapshot record = cached.get(user.id());
            if (record == null) {
                continue; // told already if a customer carries the user, and right if none does
            }
            Comparison comparison = new Comparison();
            comparison.withClerk(record.customer(), user);
            suspect(user.id(), null, comparison.differences());
            if (!held.isCarried(user.id())) {
                suspect(user.id(), null, List.of(presence(Source.STRIPE)));
            }
        }
    }

    /** Users of whom the store has a customer, whom none carries. */
    private void ofNobody(List<UserId> users, Held held) {
        users.forEach(user -> suspect(user, null, List.of(presence(Source.STORE))));
        // What the cache has of those whom Clerk listed has been told already.
        List<UserId> unlisted =
                users.stream().filter(user -> !held.isListed(user)).toList();
        read(unlisted).keySet().forEach(user -> suspect(user, null, List.of(presence(Source.STRIPE))));
        compared.addAndGet(unlisted.size());
    }

    private static Difference presence(Source source) {
        return new Difference("presence", source, Presence.ACTIVE.toString(), Presence.MISSING.toString());
    }

    private void suspect(UserId user, @Nullable CustomerId customer, List<Difference> differences) {
        if (!differences.isEmpty()) {
            suspects.merge(user, new Suspect(customer, List.copyOf(differences)), Suspect::and);
        }
    }

    private void recheck() {
        if (suspects.size() > environment.settings().rechecked()) {
            work.tally()
                    .remark(suspects.size() + " customers differ, too many to be checked once more: some of them may"
                            + " only have changed while this ran");
            return;
        }
        new OneByOne(work, environment).each(List.copyOf(suspects.keySet()), this::recheck);
    }

    private void recheck(UserId user) {
        StoredCustomers stored = StoredCustomers.read(work, environment, List.of(user));
        boolean storeAlike = stored.isLike(user, environment.cache()::find);
        suspects.computeIfPresent(user, (same, suspect) -> suspect.withoutStore(storeAlike));
        Suspect left = suspects.get(user);
        if (left != null && left.differences().stream().anyMatch(it -> it.source() != Source.STORE)) {
            recheckCache(user);
        }
    }

    private void recheckCache(UserId user) {
        SyncReport report = verbs.checker().check(user);
        for (Problem problem : report.problems()) {
            if (problem.kind() == Problem.Kind.UNAVAILABLE) {
                throw new SourceUnavailableException(
                        problem.source(), "could not be read for a check of " + user, null);
            }
        }
        if (!report.problems().isEmpty()) {
            return; // Clerk does not know the user, which is the difference
        }
        suspects.computeIfPresent(user, (same, suspect) -> suspect.checked(report.differences()));
    }

    private Map<UserId, CustomerSnapshot> read(List<UserId> users) {
        return work.patience().ask(() -> environment.cache().findAll(users));
    }
}
