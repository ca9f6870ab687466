package dev.trueup;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.Source;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener how long calls of Clerk and Stripe take and what look-ups in the cache find. Immutable and
 * thread-safe.
 *
 * @param listener is told; guarded, so that it cannot break a call
 */
record Observed(TrueupListener listener) {

    CustomerCache lookUps(CustomerCache cache) {
        return new ObservedCache(cache, listener);
    }

    UserDirectory users(UserDirectory users) {
        return new Users(users, new Calls(Source.CLERK, listener));
    }

    BillingDirectory billing(BillingDirectory billing) {
        return new Billing(billing, new Calls(Source.STRIPE, listener));
    }

    @Nullable
    CustomerWriter customers(@Nullable CustomerWriter customers) {
        return customers == null ? null : new Customers(customers, new Calls(Source.STRIPE, listener));
    }

    @Nullable
    BillingActions actions(@Nullable BillingActions actions) {
        return actions == null ? null : new Actions(actions, new Calls(Source.STRIPE, listener));
    }

    @Nullable
    UserMetadata metadata(@Nullable UserMetadata metadata) {
        return metadata == null ? null : new Metadata(metadata, new Calls(Source.CLERK, listener));
    }

    private record Calls(Source source, TrueupListener listener) {

        <T> T timed(Supplier<T> call) {
            long start = System.nanoTime();
            boolean answered = false;
            try {
                T answer = call.get();
                answered = true;
                return answer;
            } finally {
                listener.sourceCalled(source, Duration.ofNanos(System.nanoTime() - start), answered);
            }
        }
    }

    private record Users(UserDirectory users, Calls calls) implements UserDirectory {

        @Override
        public Optional<UserProfile> find(UserId user) {
            return calls.timed(() -> users.find(user));
        }

        @Override
        public Map<UserId, UserProfile> findAll(Collection<UserId> all) {
            return calls.timed(() -> users.findAll(all));
        }
    }

    private record Metadata(UserMetadata metadata, Calls calls) implements UserMetadata {

        @Override
        public boolean fileCustomer(UserId user, CustomerId customer) {
            return calls.timed(() -> metadata.fileCustomer(user, customer));
        }

        @Override
        public boolean fileSubscription(UserId user, @Nullable SubscriptionState state) {
            return calls.timed(() -> metadata.fileSubscription(user, state));
        }
    }

    private record Billing(BillingDirectory billing, Calls calls) implements BillingDirectory {

        @Override
        public BillingState find(CustomerId customer) {
            return calls.timed(() -> billing.find(customer));
        }

        @Override
        public List<BillingCustomer> findByEmail(String email) {
            return calls.timed(() -> billing.findByEmail(email));
        }

        @Override
        public Optional<CheckoutSession> findCheckout(String sessionId) {
            return calls.timed(() -> billing.findCheckout(sessionId));
        }

        @Override
        public Optional<CustomerId> customerOf(BillingObject object) {
            return calls.timed(() -> billing.customerOf(object));
        }

        @Override
        public List<BillingCustomer> findCreatedSince(Instant since) {
            return calls.timed(() -> billing.findCreatedSince(since));
        }
    }

    private record Customers(CustomerWriter customers, Calls calls) implements CustomerWriter {

        @Override
        public Optional<CustomerId> create(UserId user, String idempotencyKey) {
            return calls.timed(() -> customers.create(user, idempotencyKey));
        }

        @Override
        public BillingCustomer update(CustomerId customer, @Nullable String email, @Nullable String name) {
            return calls.timed(() -> customers.update(customer, email, name));
        }

        @Override
        public BillingCustomer adopt(CustomerId customer, UserId user) {
            return calls.timed(() -> customers.adopt(customer, user));
        }
    }

    private record Actions(BillingActions actions, Calls calls) implements BillingActions {

        @Override
        public boolean cancel(String subscriptionId, End end) {
            return calls.timed(() -> actions.cancel(subscriptionId, end));
        }

        @Override
        public boolean reactivate(String subscriptionId) {
            return calls.timed(() -> actions.reactivate(subscriptionId));
        }

        @Override
        public Optional<OpenCheckout> open(CheckoutOrder order, CustomerId customer, UserId user, Duration life) {
            return calls.timed(() -> actions.open(order, customer, user, life));
        }
    }
}
