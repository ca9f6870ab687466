package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.bulk.Undelivered.Outcomes;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes every record from a census: first the customers that there are, then what is to go because its customer or its
 * user is gone, and at the end whatever Stripe says has moved meanwhile.
 */
record Rebuild(Work work, BulkEnvironment environment) {

    void run() {
        Census census = Census.take(work, environment);
        Verbs verbs = environment.verbs().apply(work.meter());
        Held held = census.held();
        new Owners(work, environment, verbs, held)
                .each(new Records(work, environment, census.ticket())::put, users -> part(users, verbs));
        leftovers(held, verbs);
        moved(census.since(), verbs);
        if (!census.isKept()) { // after the last put nothing else would tell
            throw new Records.TicketLost();
        }
    }

    /** Users whom Clerk does not know any more, and of whose deletion nobody told. */
    private void part(List<UserId> users, Verbs verbs) {
        Map<UserId, CustomerSnapshot> cached =
                work.patience().ask(() -> environment.cache().findAll(users));
        StoredCustomers stored = StoredCustomers.read(work, environment, users);
        List<UserId> recorded = users.stream()
                .filter(user -> cached.containsKey(user) || stored.has(user))
                .toList();
        work.tally().kept(users.size() - recorded.size());
        new OneByOne(work, environment).each(recorded, user -> {
            verbs.sync().detach(user);
            work.tally().wrote(1);
        });
    }

    /** Records and rows of customers that are not there any more, and what Clerk was told of subscriptions and is not so. */
    private void leftovers(Held held, Verbs verbs) {
        Set<UserId> wrong = new LinkedHashSet<>();
        for (List<UserProfile> page : held.users()) {
            List<UserId> ids = page.stream().map(UserProfile::id).toList();
            Map<UserId, CustomerSnapshot> cached =
                    work.patience().ask(() -> environment.cache().findAll(ids));
            page.stream()
                    .filter(user -> isWrong(user, cached.get(user.id()), held))
                    .forEach(user -> wrong.add(user.id()));
            work.halt().check();
        }
        StoredCustomers.ofNobody(work, environment, held, wrong::addAll);
        new OneByOne(work, environment).each(wrong, user -> {
            verbs.sync().refresh(user);
            if (!held.isCarried(user)) { // else their record was counted when it was put
                work.tally().wrote(1);
            }
        });
    }

    /**
     * A second look at whom Stripe says that something has happened to meanwhile, in case that a webhook of it was lost.
     * What happened within the second of the beginning is left to the next catch-up, because everything that happened in
     * that second before would be looked at too. A key that may not read events leaves this to the next catch-up.
     */
    private void moved(Instant since, Verbs verbs) {
        try {
            new EventSweep(work.impatient(), environment, new Undelivered(work, environment, verbs), Outcomes.UNCOUNTED)
                    .run(List.of(List.of()), new EventSweep.Position(since.plusSeconds(1), 1), (list, next) -> {});
        } catch (SourceUnavailableException e) {
            work.tally().remark("without a second look at what moved meanwhile: " + e.getMessage());
        }
    }

    private boolean isWrong(UserProfile user, @Nullable CustomerSnapshot cached, Held held) {
        if (cached != null && !held.isCarried(user.id())) {
            return true;
        }
        // What Clerk was never told is not told here: it would cost a request for each user of a first load.
        SubscriptionState filed = user.subscription();
        SubscriptionState state = cached == null ? null : SubscriptionState.of(cached);
        return filed != null && environment.sync().copies().metadata() != null && !filed.equals(state);
    }
}
