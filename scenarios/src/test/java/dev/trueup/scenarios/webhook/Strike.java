package dev.trueup.scenarios.webhook;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.EventKey;
import dev.trueup.model.UserId;
import dev.trueup.postgres.TransactionalHandler;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.scenarios.ForwardingCache;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Does something, once, when the protocol passes one point for the nth time. Thread-safe. */
final class Strike {

    private final Runnable what;
    private final AtomicInteger left = new AtomicInteger();
    private volatile @Nullable Point point;

    /**
     * Something to come, once it is armed.
     *
     * @param what is done, in the thread that passes
     */
    Strike(Runnable what) {
        this.what = what;
    }

    /**
     * Something to come.
     *
     * @param what is done, in the thread that passes
     */
    static Strike at(Point where, int pass, Runnable what) {
        Strike strike = new Strike(what);
        strike.arm(where, pass);
        return strike;
    }

    /** Says where to strike, and at which pass from now on, counted from 1. */
    void arm(Point where, int pass) {
        left.set(pass);
        point = where;
    }

    /** Strikes around all roles. */
    Wrapping wrapping() {
        return new Wrapping(
                UnaryOperator.identity(), this::around, this::around, this::around, this::around, this::around);
    }

    private <T> T between(Point before, Supplier<T> step, Point after) {
        pass(before);
        T result = step.get();
        pass(after);
        return result;
    }

    private void pass(Point here) {
        if (here == point && left.decrementAndGet() == 0) {
            what.run();
        }
    }

    WebhookDeduplicator around(WebhookDeduplicator claims) {
        return new WebhookDeduplicator() {
            @Override
            public ClaimResult claim(EventKey key, String owner, String fingerprint) {
                return between(Point.BEFORE_CLAIM, () -> claims.claim(key, owner, fingerprint), Point.AFTER_CLAIM);
            }

            @Override
            public ClaimVerdict complete(Claim claim) {
                return between(Point.BEFORE_COMPLETE, () -> claims.complete(claim), Point.AFTER_COMPLETE);
            }

            @Override
            public ClaimVerdict release(Claim claim, Duration retryAfter) {
                return between(Point.BEFORE_RELEASE, () -> claims.release(claim, retryAfter), Point.AFTER_RELEASE);
            }

            @Override
            public ClaimVerdict renew(Claim claim) {
                return claims.renew(claim);
            }

            @Override
            public boolean reopen(EventKey key) {
                return claims.reopen(key);
            }
        };
    }

    CustomerCache around(CustomerCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public Map<UserId, Ticket> tickets(Collection<UserId> users) {
                return between(Point.BEFORE_TICKET, () -> super.tickets(users), Point.AFTER_TICKET);
            }

            @Override
            public Map<UserId, PutResult> put(Collection<Put> puts) {
                return between(Point.BEFORE_PUT, () -> super.put(puts), Point.AFTER_PUT);
            }
        };
    }

    BillingStore around(BillingStore store) {
        return new BillingStore() {
            @Override
            public void put(Collection<Put> puts) {
                between(
                        Point.BEFORE_STORE,
                        () -> {
                            store.put(puts);
                            return true;
                        },
                        Point.AFTER_STORE);
            }

            @Override
            public Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
                return store.findAll(users);
            }

            @Override
            public List<UserId> users(@Nullable UserId after, int limit) {
                return store.users(after, limit);
            }
        };
    }

    /** Strikes within the transaction that the effect is written in. */
    TransactionalHandler around(TransactionalHandler handler) {
        return (event, connection) -> {
            pass(Point.BEFORE_EFFECT);
            handler.handle(event, connection);
            pass(Point.AFTER_EFFECT);
        };
    }

    BillingDirectory around(BillingDirectory billing) {
        return new BillingDirectory() {
            @Override
            public BillingState find(CustomerId customer) {
                return between(Point.BEFORE_READ, () -> billing.find(customer), Point.AFTER_READ);
            }

            @Override
            public List<BillingCustomer> findByEmail(String email) {
                return billing.findByEmail(email);
            }

            @Override
            public Optional<CheckoutSession> findCheckout(String sessionId) {
                return billing.findCheckout(sessionId);
            }

            @Override
            public Optional<CustomerId> customerOf(BillingObject object) {
                return billing.customerOf(object);
            }

            @Override
            public List<BillingCustomer> findCreatedSince(Instant since) {
                return billing.findCreatedSince(since);
            }
        };
    }
}
