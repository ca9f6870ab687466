package dev.trueup.scenarios;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import java.util.List;

/**
 * Where an instance finds everything, in a form that fits on a command line.
 *
 * @param namespace what instances with the same records have in common
 */
record Place(String redisUri, String namespace, String stripeUrl, String stripeKey, String clerkUrl, String clerkKey) {

    static Place of(RedisServer redis, String namespace, FakeClerk clerk, FakeStripe stripe) {
        return new Place(redis.uri(), namespace, stripe.baseUrl(), stripe.apiKey(), clerk.baseUrl(), clerk.secretKey());
    }

    List<String> toWords() {
        return List.of(redisUri, namespace, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    /** What {@link #toWords} made. */
    static Place fromWords(List<String> words) {
        return new Place(words.get(0), words.get(1), words.get(2), words.get(3), words.get(4), words.get(5));
    }
}
