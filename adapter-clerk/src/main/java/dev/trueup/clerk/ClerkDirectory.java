package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import com.clerk.backend_api.utils.HTTPClient;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The users of one Clerk instance: who they are, and what is filed with them. Thread-safe; holds no connection of its own
 * and needs no closing.
 *
 * <p>Every request ends within {@link Builder#timeout}, whatever the host's {@link Clerk} is set to: the SDK itself knows
 * no time limit, and its retries, which go on for an hour, are switched off for the calls made here. Requests that Clerk
 * limits (429), that fail inside Clerk (5xx) or that lose their connection are made again within that time; Clerk's
 * {@code Retry-After} is honoured, and a wait that would not fit is told by
 * {@link SourceUnavailableException#retryAfter()} instead.
 *
 * <p>Everything but an answer is a {@link SourceUnavailableException}. When it says that the secret key is refused, an
 * operator has to act; in all other cases the caller may come back later.
 *
 * @see <a href="https://clerk.com/docs/reference/backend-api">Clerk's Backend API</a>
 */
public final class ClerkDirectory implements UserDirectory, UserMetadata {

    private static final String ANOTHER_USER = "it is about another user";

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final FiledSubscription filed;

    private ClerkDirectory(Builder options) {
        Executor executor = options.executor;
        this.calls = new UserCalls(options.clerk.users());
        this.bounded = new BoundedCalls(
                executor == null ? BoundedCalls.ownThreads() : executor, options.timeout, options.maxAttempts);
        this.filed = options.filed;
    }

    /**
     * Starts the assembly of a directory.
     *
     * @param clerk the host's own instance, which is used and never changed
     */
    public static Builder builder(Clerk clerk) {
        return new Builder(clerk);
    }

    /**
     * An HTTP client with time limits, which the SDK's own lacks, for {@link Clerk.Builder#client}. It serves every use
     * of that {@code Clerk}; the directory alone would do without.
     *
     * @param timeout how long connecting may take, and again how long until an answer begins; positive
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public static HTTPClient httpClient(Duration timeout) {
        return new TimedHttpClient(BoundedCalls.requirePositive("timeout", timeout));
    }

    /** {@inheritDoc} One request. */
    @Override
    public Optional<UserProfile> find(UserId user) {
        String what = "read of " + user;
        Optional<UserProfile> found =
                bounded.answer(what, () -> calls.get(user)).map(it -> profile(it, what));
        if (found.isPresent() && !found.get().id().equals(user)) {
            throw unreadable(what, ANOTHER_USER);
        }
        return found;
    }

    /**
     * {@inheritDoc} One request for each hundred users, one after the other; the timeout is for each of them.
     *
     * @throws SourceUnavailableException if one of the requests fails, even if others have answered
     */
    @Override
    public Map<UserId, UserProfile> findAll(Collection<UserId> users) {
        List<UserId> distinct = users.stream().distinct().toList();
        Map<UserId, UserProfile> found = new HashMap<>();
        for (int from = 0; from < distinct.size(); from += UserCalls.BATCH) {
            List<UserId> batch = distinct.subList(from, Math.min(from + UserCalls.BATCH, distinct.size()));
            found.putAll(findBatch(batch));
        }
        return Map.copyOf(found);
    }

    /**
     * Clerk's list says neither how many users matched nor whether it was cut. It cannot have been: as many users are
     * allowed in the answer as are asked for. Whoever is left out does not exist, unless the filter itself got lost on
     * the way, which the users who were not asked for give away.
     */
    private Map<UserId, UserProfile> findBatch(List<UserId> batch) {
        String what = "read of " + batch.get(0) + (batch.size() == 1 ? "" : " and " + (batch.size() - 1) + " more");
        Set<UserId> asked = new HashSet<>(batch);
        Map<UserId, UserProfile> found = new HashMap<>();
        for (User user : bounded.answer(what, () -> calls.list(batch))) {
            UserProfile profile = profile(user, what);
            if (!asked.contains(profile.id())) {
                throw unreadable(what, "it tells of users who were not asked for");
            }
            found.put(profile.id(), profile);
        }
        return found;
    }

    /** {@inheritDoc} One request, which merges {@code stripeCustomerId} into the private metadata. */
    @Override
    public boolean fileCustomer(UserId user, CustomerId customer) {
        return merge(
                user,
                UpdateUserMetadataRequestBody.builder()
                        .privateMetadata(Map.of(Profiles.MAPPED_CUSTOMER, customer.value()))
                        .build());
    }

    /** {@inheritDoc} One request, which merges the one key of {@link Builder#subscriptionMetadata}. */
    @Override
    public boolean fileSubscription(UserId user, @Nullable SubscriptionState state) {
        return merge(user, filed.merge(state));
    }

    private boolean merge(UserId user, UpdateUserMetadataRequestBody metadata) {
        String what = "write to the metadata of " + user;
        Optional<User> merged = bounded.answer(what, () -> calls.merge(user, metadata));
        if (merged.isPresent() && !user.value().equals(merged.get().id())) {
            throw unreadable(what, ANOTHER_USER);
        }
        return merged.isPresent();
    }

    private UserProfile profile(User user, String what) {
        try {
            return Profiles.of(user, filed);
        } catch (RuntimeException e) {
            throw unreadable(what, e.getClass().getName());
        }
    }

    private static SourceUnavailableException unreadable(String what, String why) {
        return new SourceUnavailableException(
                Source.CLERK, "the answer to the " + what + " cannot be understood: " + why, null);
    }

    /** Collects what a {@link ClerkDirectory} is made of. Not thread-safe. */
    public static final class Builder {

        private final Clerk clerk;
        private Duration timeout = Duration.ofSeconds(5);
        private int maxAttempts = 3;
        private @Nullable Executor executor;
        private FiledSubscription filed = new FiledSubscription(MetadataPlace.PRIVATE, "subscription");

        private Builder(Clerk clerk) {
            this.clerk = clerk;
        }

        /**
         * How long a request may take, with all of its attempts and the waits between them; 5 s by default. Shorter than
         * {@code SyncSettings.checkTimeout}, else a check gives up before it can tell why.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = BoundedCalls.requirePositive("timeout", timeout);
            return this;
        }

        /**
         * How often a request is made at most before it counts as failed; 3 by default, 1 for no retries.
         *
         * @throws IllegalArgumentException if it is not from 1 to 10
         */
        public Builder maxAttempts(int maxAttempts) {
            if (maxAttempts < 1 || maxAttempts > 10) {
                throw new IllegalArgumentException("maxAttempts must be from 1 to 10 but is " + maxAttempts);
            }
            this.maxAttempts = maxAttempts;
            return this;
        }

        /**
         * Runs the requests, so that a caller can leave one behind when its time is over: it must not run them in the
         * calling thread, and must not be a pool whose own threads call this directory. By default a pool of at most 32
         * daemon threads, which is empty while nothing is read.
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /**
         * Where it is filed what a user pays for, and read again; in {@code subscription} of the private metadata by
         * default. What was filed elsewhere before stays there and is not looked at.
         *
         * @param place where to; {@link MetadataPlace} says when to choose which
         */
        public Builder subscriptionMetadata(MetadataPlace place) {
            this.filed = new FiledSubscription(place, filed.key());
            return this;
        }

        /**
         * Under which key it is filed what a user pays for, if {@code subscription} is the application's own already.
         *
         * @throws IllegalArgumentException if it is blank, or {@code stripeCustomerId}, which has its own use
         */
        public Builder subscriptionKey(String key) {
            if (key.isBlank() || key.equals(Profiles.MAPPED_CUSTOMER)) {
                throw new IllegalArgumentException("the key must not be blank or " + Profiles.MAPPED_CUSTOMER);
            }
            this.filed = new FiledSubscription(filed.place(), key);
            return this;
        }

        /** Assembles the directory. Opens no connection and starts no thread. */
        public ClerkDirectory build() {
            return new ClerkDirectory(this);
        }
    }
}
