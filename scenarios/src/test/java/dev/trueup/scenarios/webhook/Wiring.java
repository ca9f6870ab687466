package dev.trueup.scenarios.webhook;

import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.util.List;

/**
 * Where an instance of the application finds everything, in a form that fits on a command line.
 *
 * @param port where it listens, 0 for any free port
 * @param cacheUri the Redis of its records
 * @param claimsUri the Redis of its claims
 * @param redisTimeout how long a command of Redis may take
 * @param namespace what instances with shared records and claims have in common
 */
record Wiring(
        int port,
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

    private static final int WORDS = 9;

    static Wiring of(FakeStripe stripe, FakeClerk clerk, String redisUri, String namespace) {
        return new Wiring(
                0,
                redisUri,
                redisUri,
                RedisCustomerCache.DEFAULT_TIMEOUT,
                namespace,
                stripe.baseUrl(),
                stripe.apiKey(),
                clerk.baseUrl(),
                clerk.secretKey());
    }

    Wiring withPort(int other) {
        return new Wiring(
                other, cacheUri, claimsUri, redisTimeout, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Wiring withClaimsUri(String other) {
        return new Wiring(port, cacheUri, other, redisTimeout, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Wiring withRedisTimeout(Duration other) {
        return new Wiring(port, cacheUri, claimsUri, other, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    List<String> toWords() {
        return List.of(
                Integer.toString(port),
                cacheUri,
                claimsUri,
                redisTimeout.toString(),
                namespace,
                stripeUrl,
                stripeKey,
                clerkUrl,
                clerkKey);
    }

    /** What {@link #toWords} made; further words are somebody else's. */
    static Wiring fromWords(List<String> words) {
        return new Wiring(
                Integer.parseInt(words.get(0)),
                words.get(1),
                words.get(2),
                Duration.parse(words.get(3)),
                words.get(4),
                words.get(5),
                words.get(6),
                words.get(7),
                words.get(8));
    }

    /** The words that follow those of {@link #toWords}. */
    static List<String> wordsBehind(List<String> words) {
        return words.subList(WORDS, words.size());
    }
}
