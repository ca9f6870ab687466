package dev.trueup.scenarios;

import dev.trueup.bulk.BulkSettings;
import dev.trueup.identity.EmailLinking;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How an instance is made, as far as scenarios differ in it.
 *
 * @param timeout how long a call to Stripe may take, with its repetitions
 * @param cacheTimeout how long a command of Redis may take
 * @param claims how long a claim on a webhook is held that nobody renews
 * @param cache what is around the cache
 * @param journal what is around the journal of runs
 */
record Fittings(
        TrueupListener listener,
        EmailLinking linking,
        BulkSettings bulk,
        Duration timeout,
        Duration cacheTimeout,
        Duration claims,
        UnaryOperator<CustomerCache> cache,
        UnaryOperator<RunJournal> journal) {

    static final Fittings DEFAULT = new Fittings(
            TrueupListener.NONE,
            EmailLinking.OFF,
            BulkSettings.DEFAULT,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5), // a busy machine is no outage
            Duration.ofSeconds(60),
            UnaryOperator.identity(),
            UnaryOperator.identity());

    Fittings withListener(TrueupListener other) {
        return new Fittings(other, linking, bulk, timeout, cacheTimeout, claims, cache, journal);
    }

    Fittings withLinking(EmailLinking other) {
        return new Fittings(listener, other, bulk, timeout, cacheTimeout, claims, cache, journal);
    }

    Fittings withBulk(BulkSettings other) {
        return new Fittings(listener, linking, other, timeout, cacheTimeout, claims, cache, journal);
    }

    Fittings withTimeout(Duration other) {
        return new Fittings(listener, linking, bulk, other, cacheTimeout, claims, cache, journal);
    }

    Fittings withCacheTimeout(Duration other) {
        return new Fittings(listener, linking, bulk, timeout, other, claims, cache, journal);
    }

    Fittings withClaims(Duration other) {
        return new Fittings(listener, linking, bulk, timeout, cacheTimeout, other, cache, journal);
    }

    Fittings withCache(UnaryOperator<CustomerCache> other) {
        return new Fittings(listener, linking, bulk, timeout, cacheTimeout, claims, other, journal);
    }

    Fittings withJournal(UnaryOperator<RunJournal> other) {
        return new Fittings(listener, linking, bulk, timeout, cacheTimeout, claims, cache, other);
    }
}
