package dev.trueup.scenarios.webhook;

import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.util.List;

/**
 * Where an instance of the application finds everything, in a form that fits on a command line.
 *
 * @param cacheUri the Redis of its records
 * @param claimsUri the Redis of its claims
 * @param redisTimeout how long a command of Redis may take
 * @param namespace what instances with shared records and claims have in common
 */
record Wiring(
        String cacheUri,
        String claimsUri,
        Duration redisTimeout,
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
                RedisCustomerCache.DEFAULT_TIMEOUT,
                namespace,
                stripe.baseUrl(),
                stripe.apiKey(),
                clerk.baseUrl(),
                clerk.secretKey());
    }

    Wiring withClaimsUri(String other) {
        return new Wiring(cacheUri, other, redisTimeout, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Wiring withRedisTimeout(Duration other) {
        return new Wiring(cacheUri, claimsUri, other, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    List<String> toWords() {
        return List.of(
                cacheUri, claimsUri, redisTimeout.toString(), namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    /** What {@link #toWords} made. */
    static Wiring fromWords(List<String> words) {
        return new Wiring(
                words.get(0),
                words.get(1),
                Duration.parse(words.get(2)),
                words.get(3),
                words.get(4),
                words.get(5),
                words.get(6),
                words.get(7));
    }
}
