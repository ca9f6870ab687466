package dev.trueup.sync;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps with each user in Clerk what the cache says that they pay for; writes only what differs. Thread-safe.
 *
 * <p>Clerk knows no compare-and-set, so an older sync can overtake a newer one on its way there: whoever has written
 * looks at the cache again and files what it says by then.
 */
final class SubscriptionFiling {

    /** Syncs of one user that overtake each other again and again are none of a user's making. */
    private static final int MAX_ATTEMPTS = 3;

    private static final int MOST_SEEN = 10_000;

    /** How long Clerk is trusted to say what it was seen to say. */
    private static final Duration SEEN_LASTS = Duration.ofMinutes(10);

    private final UserDirectory users;
    private final UserMetadata metadata;
    private final CustomerCache cache;
    private final Map<UserId, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Seen> eldest) {
            return size() > MOST_SEEN;
        }
    };

    SubscriptionFiling(UserDirectory users, UserMetadata metadata, CustomerCache cache) {
        this.users = users;
        this.metadata = metadata;
        this.cache = cache;
    }

    /**
     * Files what was just put into the cache.
     *
     * @param before what the cache said before; if it is the same and Clerk was seen to say it too, Clerk is not asked
     * @param now what it says now
     */
    void file(UserId user, @Nullable CustomerSnapshot before, @Nullable CustomerSnapshot now) {
        SubscriptionState state = stateOf(now);
        if (Objects.equals(stateOf(before), state) && isSeen(user, state)) {
            return;
        }
        forget(user); // what fails from here on must be done again by whoever comes next
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            UserProfile profile = users.find(user).orElse(null);
            if (profile == null) {
                return;
            }
            if (Objects.equals(profile.subscription(), state)) {
                see(user, state);
                return;
            }
            if (!metadata.fileSubscription(user, state)) {
                return;
            }
            // A miss says nothing: the record may have been evicted.
            SubscriptionState latest = stateOf(cache.find(user).orElse(null));
            if (latest == null || latest.equals(state)) {
                see(user, state);
                return;
            }
            state = latest;
        }
    }

    private static @Nullable SubscriptionState stateOf(@Nullable CustomerSnapshot customer) {
        return customer == null ? null : SubscriptionState.of(customer);
    }

    private boolean isSeen(UserId user, @Nullable SubscriptionState state) {
        synchronized (seen) {
            Seen known = seen.get(user);
            return known != null
                    && Objects.equals(known.state(), state)
                    && System.nanoTime() - known.at() < SEEN_LASTS.toNanos();
        }
    }

    private void see(UserId user, @Nullable SubscriptionState state) {
        synchronized (seen) {
            seen.put(user, new Seen(state, System.nanoTime()));
        }
    }

    private void forget(UserId user) {
        synchronized (seen) {
            seen.remove(user);
        }
    }

    private record Seen(@Nullable SubscriptionState state, long at) {}
}
