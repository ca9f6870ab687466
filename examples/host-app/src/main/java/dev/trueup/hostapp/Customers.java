package dev.trueup.hostapp;

import dev.trueup.Trueup;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.spi.CacheEntry;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Gives users' customers as routes need them: from the cache, else loaded. Thread-safe. */
final class Customers {

    private final Trueup trueup;
    private final BooleanSupplier cacheAway;

    Customers(Trueup trueup, BooleanSupplier cacheAway) {
        this.trueup = trueup;
        this.cacheAway = cacheAway;
    }

    /**
     * A user's customer: by one read of the cache, and only if it has none from Stripe.
     *
     * @throws HttpFailure if there is no such user or they have no customer
     */
    Found find(UserId user) {
        return cached(user).orElseGet(() -> loaded(user));
    }

    private Found loaded(UserId user) {
        if (cacheAway.getAsBoolean()) {
            // The fallback has asked Stripe by itself, and cannot keep what a refresh would find.
            throw HttpFailure.noCustomer();
        }
        return new Found(of(trueup.sync().load(user)), "stripe", false);
    }

    /**
     * The customer that a refresh read.
     *
     * @throws HttpFailure if there is none
     */
    static CustomerSnapshot of(RefreshResult result) {
        CustomerSnapshot snapshot = result.snapshot();
        if (snapshot != null) {
            return snapshot;
        }
        throw switch (result.outcome()) {
            case USER_NOT_FOUND -> HttpFailure.userNotFound();
            case FOREIGN_CHECKOUT -> HttpFailure.forbidden();
            case UNKNOWN_CHECKOUT -> new HttpFailure(404, "Checkout session not found");
            case UPDATED, SUPERSEDED, NO_CUSTOMER, UNLINKED -> HttpFailure.noCustomer();
        };
    }

    private Optional<Found> cached(UserId user) {
        return trueup.cache().read(user).flatMap(entry -> entry.finding()
                .snapshot()
                .map(customer -> new Found(customer, entry.source(), entry.stale())));
    }

    /**
     * A customer, and where it comes from.
     *
     * @param source as {@link CacheEntry#source}
     * @param stale as {@link CacheEntry#stale}
     */
    record Found(CustomerSnapshot customer, String source, boolean stale) {}
}
