package dev.trueup.examples;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.utils.RetryConfig;
import com.stripe.StripeClient;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkSessions;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.clerk.MetadataPlace;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisLeases;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.TrueupListener;
import dev.trueup.stripe.StripeActions;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeWebhookVerifier;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Each adapter by itself, with all that can be set: the code of its page in docs. */
final class Wiring {

    private Wiring() {}

    static ClerkDirectory clerk(String secretKey) {
        // region clerk-wiring
        Clerk clerk = Clerk.builder()
                .bearerAuth(secretKey)
                .client(ClerkDirectory.httpClient(Duration.ofSeconds(3)))
                .retryConfig(RetryConfig.noRetries())
                .build();

        ClerkDirectory users =
                ClerkDirectory.builder(clerk).timeout(Duration.ofSeconds(5)).build();
        // endregion
        return users;
    }

    static boolean clerkMetadata(Clerk clerk, UserId user, SubscriptionState state) {
        // region clerk-metadata
        ClerkDirectory users = ClerkDirectory.builder(clerk)
                .subscriptionMetadata(MetadataPlace.PRIVATE) // PUBLIC if the browser is to read it
                .subscriptionKey("subscription")
                .build(); // these are the defaults

        boolean known = users.fileSubscription(user, state);
        // endregion
        return known;
    }

    static Optional<UserId> clerkSessions(Clerk clerk, String pem, String authorization) {
        // region clerk-sessions
        ClerkSessions online = ClerkSessions.withJwks(clerk)
                .authorizedParties(List.of("https://app.example.com")) // without it every origin is accepted
                .build();

        ClerkSessions offline = ClerkSessions.withKey(pem).build(); // the instance's JWT public key

        Optional<UserId> user = online.authenticate(authorization); // Bearer …; empty is a 401
        // endregion
        return user.or(() -> offline.authenticate(authorization));
    }

    static StripeDirectory stripe(String secretKey) {
        // region stripe-wiring
        StripeClient client = StripeClient.builder().setApiKey(secretKey).build();

        StripeDirectory billing = StripeDirectory.builder(client)
                .connectTimeout(Duration.ofSeconds(3)) // a connection is made within
                .readTimeout(Duration.ofSeconds(8)) // Stripe is silent within an answer for at most
                .timeout(Duration.ofSeconds(20)) // a whole call: every page, every further try
                .build(); // these are the defaults
        // endregion
        return billing;
    }

    static StripeActions stripeActions(StripeClient client, Clock clock) {
        // region stripe-actions
        StripeActions actions = StripeActions.builder(client)
                .connectTimeout(Duration.ofSeconds(3)) // a connection is made within
                .readTimeout(Duration.ofSeconds(8)) // Stripe is silent within an answer for at most
                .timeout(Duration.ofSeconds(20)) // a whole call: every further try
                .clock(clock) // tells when a checkout session ends
                .build(); // these are the defaults, with Clock.systemUTC()
        // endregion
        return actions;
    }

    static RedisCustomerCache redis(RedisURI uri, TrueupListener listener) {
        // region redis-wiring
        RedisClient client = RedisClient.create(uri);
        client.setOptions(RedisCustomerCache.recommendedOptions());

        RedisCustomerCache redis = RedisCustomerCache.builder(client, uri)
                .settings(CacheSettings.DEFAULT) // namespace, 24 h for records, 1 h for tickets
                .timeout(Duration.ofMillis(300)) // a call waits for Redis at most this long
                .listener(listener) // is told of values that cannot be read
                .build(); // these are the defaults
        // endregion
        return redis;
    }

    static StripeWebhookVerifier stripeWebhooks(String secret) {
        // region stripe-verifier
        StripeWebhookVerifier verifier = StripeWebhookVerifier.builder(secret) // whsec_…; two while one is rolled
                .live(true) // the mode of the endpoint; without it both are accepted
                .build();
        // endregion
        return verifier;
    }

    static ClerkWebhookVerifier clerkWebhooks(String secret) {
        // region clerk-verifier
        ClerkWebhookVerifier verifier = ClerkWebhookVerifier.builder(secret) // whsec_…; two while one is rotated
                .instance("ins_2abc") // without it every instance is accepted
                .build();
        // endregion
        return verifier;
    }

    static RedisLeases leases(RedisClient client, RedisURI uri) {
        // region redis-leases
        RedisLeases leases = RedisLeases.builder(client, uri)
                .namespace(Namespace.DEFAULT) // the one of the cache
                .timeout(Duration.ofMillis(300)) // a call waits for Redis at most this long
                .build(); // these are the defaults
        // endregion
        return leases;
    }

    static RedisWebhookDeduplicator claims(RedisClient client, RedisURI uri) {
        // region redis-claims
        RedisWebhookDeduplicator deduplicator = RedisWebhookDeduplicator.builder(client, uri)
                .settings(ClaimSettings.DEFAULT) // namespace, a lease of 60 s, 30 days of memory, 25 attempts
                .timeout(Duration.ofMillis(300)) // a call waits for Redis at most this long
                .build(); // these are the defaults
        // endregion
        return deduplicator;
    }
}
