package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import com.clerk.backend_api.utils.HTTPClient;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import dev.trueup.spi.UserPages;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final FiledSubscription filed;
    private final UserReads reads;
    private final UserPages pages;

    private ClerkDirectory(Builder options) {
        Executor executor = options.executor == null ? BoundedCalls.ownThreads() : options.executor;
        Executor background =
                BoundedCalls.ownThreads(); // of its own: whoever waits for a turn keeps no other one waiting
        this.calls = new UserCalls(options.clerk.users());
        this.bounded = new BoundedCalls(executor, options.timeout, options.maxAttempts, options.limits.live());
        this.filed = options.filed;
        this.reads = new UserReads(calls, bounded, filed);
        this.pages = new ClerkPages(
                calls,
                meter -> new BoundedCalls(
                        background, options.backgroundTimeout, options.maxAttempts, options.limits.background(meter)),
                filed);
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
        return reads.find(user);
    }

    /**
     * {@inheritDoc} One request for each hundred users, one after the other; the timeout is for each of them.
     *
     * @throws SourceUnavailableException if one of the requests fails, even if others have answered
     */
    @Override
    public Map<UserId, UserProfile> findAll(Collection<UserId> users) {
        return reads.findAll(users);
    }

    /**
     * All users, for bulk work: by requests that wait for their turn within the {@link Builder#limits}, each of which ends
     * within {@link Builder#backgroundTimeout}.
     */
    public UserPages pages() {
        return pages;
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
            throw UserReads.unreadable(what, "it is about another user");
        }
        return merged.isPresent();
    }

    /** Collects what a {@link ClerkDirectory} is made of. Not thread-safe. */
    public static final class Builder {

        private final Clerk clerk;
        private Duration timeout = Duration.ofSeconds(5);
        private Duration backgroundTimeout = Duration.ofSeconds(60);
        private int maxAttempts = 3;
        private ClerkLimits limits = ClerkLimits.production();
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
         * The same for a request of {@link ClerkDirectory#pages}, which waits for its turn as well; 60 s by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder backgroundTimeout(Duration timeout) {
            this.backgroundTimeout = BoundedCalls.requirePositive("backgroundTimeout", timeout);
            return this;
        }

        /**
         * How many requests the Clerk instance bears; {@link ClerkLimits#production} by default, because the SDK does not
         * show which instance its key is of. Directories of one instance should share theirs.
         */
        public Builder limits(ClerkLimits limits) {
            this.limits = limits;
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
         * daemon threads, which is empty while nothing is read; requests of {@link ClerkDirectory#pages} have such a pool
         * in any case.
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
