package dev.trueup.scenarios.webhook;

import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.scenarios.Tables;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where an instance of the application finds everything, in a form that fits on a command line.
 *
 * @param cacheUri the Redis of its records
 * @param claimsUri the Redis of its claims, or the PostgreSQL
 * @param storeUrl the PostgreSQL of its billing store and its log of events; empty if there is no store
 * @param timeout how long a command of Redis or a statement may take
 * @param namespace what instances with shared records and claims have in common
 */
record Wiring(
        String cacheUri,
        String claimsUri,
        String storeUrl,
        Duration timeout,
        String namespace,
        String stripeUrl,
        String stripeKey,
        String clerkUrl,
        String clerkKey) {

    /** The secret of the endpoint for Stripe's webhooks. */
    static final String STRIPE_SECRET = "whsec_scenario";

    /** The secret of the endpoint for Clerk's webhooks. */
    static final String CLERK_SECRET = "whsec_c2NlbmFyaW9zY2VuYXJpb3NjZW5hcmlv";

    static Wiring of(FakeStripe stripe, FakeClerk clerk, String redisUri, String namespace) {
        return new Wiring(
                redisUri,
                redisUri,
                "",
                RedisCustomerCache.DEFAULT_TIMEOUT,
                namespace,
                stripe.baseUrl(),
                stripe.apiKey(),
                clerk.baseUrl(),
                clerk.secretKey());
    }

    Wiring withClaimsUri(String other) {
        return new Wiring(cacheUri, other, storeUrl, timeout, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Wiring withTimeout(Duration other) {
        return new Wiring(cacheUri, claimsUri, storeUrl, other, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Wiring withStore(PostgresServer postgres) {
        return new Wiring(
                cacheUri, claimsUri, postgres.jdbcUrl(), timeout, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    /** Whose records, claims and rows. */
    Namespace account() {
        return new Namespace("scenario", namespace, false);
    }

    /** The tables in its PostgreSQL, if it has one. */
    Optional<Tables> tables() {
        return Optional.of(storeUrl).filter(it -> !it.isEmpty()).map(it -> new Tables(it, account(), timeout));
    }

    boolean hasClaimsInPostgres() {
        return claimsUri.equals(storeUrl);
    }

    List<String> toWords() {
        return List.of(
                cacheUri, claimsUri, storeUrl, timeout.toString(), namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    /** What {@link #toWords} made. */
    static Wiring fromWords(List<String> words) {
        return new Wiring(
                words.get(0),
                words.get(1),
                words.get(2),
                Duration.parse(words.get(3)),
                words.get(4),
                words.get(5),
                words.get(6),
                words.get(7),
                words.get(8));
    }
}
