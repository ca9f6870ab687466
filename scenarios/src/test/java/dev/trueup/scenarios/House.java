package dev.trueup.scenarios;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.TrueupListener;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.UUID;

/** One instance of an application: Trueup over the real SDKs and a real Redis. */
final class House implements AutoCloseable {

    static {
        Stripe.enableTelemetry = false; // global in the SDK, and the application's to decide
    }

    private final RedisClient client = RedisClient.create();
    private final StripeDirectory billing;
    final RedisCustomerCache cache;
    final Trueup trueup;

    /** An instance with a namespace; instances with the same one share their records. */
    House(RedisServer server, String namespace, FakeClerk clerk, FakeStripe stripe, TrueupListener listener) {
        client.setOptions(RedisCustomerCache.recommendedOptions());
        cache = RedisCustomerCache.builder(client, RedisURI.create(server.uri()))
                .settings(CacheSettings.DEFAULT.withNamespace(new Namespace("scenario", namespace, false)))
                .listener(listener)
                .build();
        billing = StripeDirectory.builder(StripeClient.builder()
                        .setApiKey(stripe.apiKey())
                        .setApiBase(stripe.baseUrl())
                        .build())
                .build();
        trueup = Trueup.builder()
                .cache(cache)
                .users(ClerkDirectory.builder(Clerk.builder()
                                .bearerAuth(clerk.secretKey())
                                .serverURL(clerk.baseUrl())
                                .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                                .build())
                        .build())
                .billing(billing)
                .listener(listener)
                .build();
    }

    static House shared(FakeClerk clerk, FakeStripe stripe) {
        return new House(RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe, TrueupListener.NONE);
    }

    @Override
    public void close() {
        trueup.close();
        billing.close();
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
