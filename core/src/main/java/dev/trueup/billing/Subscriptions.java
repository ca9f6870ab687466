package dev.trueup.billing;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionAgreement;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SubscriptionChange.Outcome;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.UserDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends and keeps subscriptions for the users whose they are. Thread-safe.
 *
 * <p>A subscription is a user's if Stripe lists it, asked now, with the customer that carries the user: everything else
 * is refused in one way, whether it exists or not. The wishes can be repeated; a repeated wish that is fulfilled changes
 * nothing. When a verb returns, Stripe, the cache and the copies beside it show the change.
 *
 * <p>All throw {@link SourceUnavailableException} when Clerk, Stripe or a copy could not be asked or written. Stripe
 * may have the change by then; call again.
 */
public final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

    private final UserDirectory users;
    private final BillingEnvironment environment;

    /** The subscriptions of these users; {@code Trueup} assembles it. */
    public Subscriptions(UserDirectory users, BillingEnvironment environment) {
        this.users = users;
        this.environment = environment;
    }

    /**
     * Ends a subscription.
     *
     * @param user whose it must be
     * @param subscriptionId {@code sub_…}, as somebody asks for it
     * @param end when it ends
     * @return what became of it; {@link Outcome#UNCHANGED} if it has ended or is to end already
     */
    public SubscriptionChange cancel(UserId user, String subscriptionId, End end) {
        return change(
                user,
                subscriptionId,
                it -> hasEnded(it) || (end == End.AT_PERIOD_END && it.cancelAtPeriodEnd()),
                () -> environment.actions().cancel(subscriptionId, end));
    }

    /**
     * Lets a subscription go on that was to end with its period.
     *
     * @param user whose it must be
     * @param subscriptionId {@code sub_…}, as somebody asks for it
     * @return what became of it; {@link Outcome#UNCHANGED} if it was not to end, {@link Outcome#ENDED} if it has
     */
    public SubscriptionChange reactivate(UserId user, String subscriptionId) {
        SubscriptionChange change =
                change(user, subscriptionId, it -> hasEnded(it) || !it.cancelAtPeriodEnd(), () -> environment
                        .actions()
                        .reactivate(subscriptionId));
        SubscriptionData subscription = change.subscription();
        return subscription != null && hasEnded(subscription)
                ? new SubscriptionChange(Outcome.ENDED, user, change.customer(), subscription)
                : change;
    }

    /**
     * What Clerk's metadata, the cache and the store say of a user's subscription; writes nothing. Stripe is not asked:
     * whether the copies are right is {@code SyncChecker}'s to say.
     *
     * @return what they say, or nothing if Clerk knows no such user
     */
    public Optional<SubscriptionAgreement> agreement(UserId user) {
        UserProfile profile = users.find(user).orElse(null);
        if (profile == null) {
            return Optional.empty();
        }
        BillingStore store = environment.store();
        CustomerSnapshot cached = environment.cache().find(user).orElse(null);
        CustomerSnapshot stored = store == null ? null : store.find(user).orElse(null);
        CustomerSnapshot known = cached == null ? stored : cached;
        return Optional.of(new SubscriptionAgreement(
                user,
                known == null ? profile.mappedCustomer() : known.customerId(),
                profile.subscription(),
                stateOf(cached),
                stateOf(stored),
                store != null));
    }

    private static @Nullable SubscriptionState stateOf(@Nullable CustomerSnapshot customer) {
        return customer == null ? null : SubscriptionState.of(customer);
    }

    private SubscriptionChange change(
            UserId user, String subscriptionId, Predicate<SubscriptionData> fulfilled, Supplier<Boolean> action) {
        long start = System.nanoTime();
        try {
            SubscriptionChange change = changed(user, subscriptionId, fulfilled, action);
            environment.listener().subscriptionChanged(change, Duration.ofNanos(System.nanoTime() - start));
            return change;
        } catch (SourceUnavailableException e) {
            environment.listener().sourceFailed(e.source(), "subscription change");
            throw e;
        }
    }

    private SubscriptionChange changed(
            UserId user, String subscriptionId, Predicate<SubscriptionData> fulfilled, Supplier<Boolean> action) {
        if (users.find(user).isEmpty()) {
            return new SubscriptionChange(Outcome.USER_NOT_FOUND, user, null, null);
        }
        RefreshResult before = environment.refresh().apply(user);
        SubscriptionData subscription = find(before, subscriptionId);
        CustomerId customer = before.customerId().orElse(null);
        if (subscription == null) {
            log.warn("User {} has no such subscription, and nothing is changed", user);
            return new SubscriptionChange(Outcome.FOREIGN, user, customer, null);
        }
        if (fulfilled.test(subscription)) {
            return new SubscriptionChange(Outcome.UNCHANGED, user, customer, subscription);
        }
        boolean taken = action.get();
        RefreshResult after = environment.refresh().apply(user);
        // Stripe does not take it if somebody else has just ended the subscription.
        return new SubscriptionChange(
                taken ? Outcome.CHANGED : Outcome.UNCHANGED, user, customer, find(after, subscriptionId));
    }

    private static @Nullable SubscriptionData find(RefreshResult result, String subscriptionId) {
        CustomerSnapshot customer = result.snapshot();
        return customer == null
                ? null
                : customer.subscriptions().stream()
                        .filter(it -> it.id().equals(subscriptionId))
                        .findFirst()
                        .orElse(null);
    }

    private static boolean hasEnded(SubscriptionData subscription) {
        return ENDED.contains(subscription.status());
    }
}
