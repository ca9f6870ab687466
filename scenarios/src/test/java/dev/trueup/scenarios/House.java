package dev.trueup.scenarios;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkLimits;
import dev.trueup.identity.EmailLinking;
import dev.trueup.identity.LinkSettings;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.TrueupListener;
import dev.trueup.stripe.StripeActions;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeLimits;
import dev.trueup.sync.SyncSettings;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.UUID;

/** One instance of an application: Trueup over the real SDKs, a real Redis, and a real PostgreSQL in some places. */
final class House implements AutoCloseable {

    static {
        Stripe.enableTelemetry = false; // global in the SDK, and the application's to decide
    }

    private final RedisClient client = RedisClient.create();
    private final StripeDirectory billing;
    private final StripeActions actions;
    private final Kept kept;

    /** So high that no scenario waits; the limits have tests of their own. */
    private final StripeLimits limits =
            StripeLimits.builder().perEndpoint(1_000).overall(1_000).build();

    final RedisCustomerCache cache;
    final BillingStore store;
    final Trueup trueup;

    /** An instance with a namespace; instances with the same one share their records. */
    House(RedisServer server, String namespace, FakeClerk clerk, FakeStripe stripe, TrueupListener listener) {
        this(server, namespace, clerk, stripe, listener, EmailLinking.OFF);
    }

    /** An instance that may link by address. */
    House(
            RedisServer server,
            String namespace,
            FakeClerk clerk,
            FakeStripe stripe,
            TrueupListener listener,
            EmailLinking linking) {
        this(
                Place.of(server, namespace, clerk, stripe),
                Fittings.DEFAULT.withListener(listener).withLinking(linking));
    }

    /** An instance somewhere, made in some way. */
    House(Place place, Fittings fittings) {
        client.setOptions(RedisCustomerCache.recommendedOptions());
        cache = RedisCustomerCache.builder(client, RedisURI.create(place.redisUri()))
                .settings(CacheSettings.DEFAULT.withNamespace(place.namespace()))
                .timeout(fittings.cacheTimeout())
                .listener(fittings.listener())
                .build();
        kept = place.postgresUrl().isEmpty() ? Kept.inRedis(client, place, fittings) : Kept.inPostgres(place, fittings);
        store = kept.store();
        StripeClient stripeClient = StripeClient.builder()
                .setApiKey(place.stripeKey())
                .setApiBase(place.stripeUrl())
                .build();
        billing = StripeDirectory.builder(stripeClient)
                .limits(limits)
                .timeout(fittings.timeout())
                .backgroundTimeout(fittings.timeout())
                .build();
        actions = StripeActions.builder(stripeClient).limits(limits).build();
        ClerkDirectory users = ClerkDirectory.builder(Clerk.builder()
                        .bearerAuth(place.clerkKey())
                        .serverURL(place.clerkUrl())
                        .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                        .build())
                .limits(ClerkLimits.of(10_000, Duration.ofSeconds(10)))
                .build();
        trueup = Trueup.builder()
                .cache(fittings.cache().apply(cache))
                .users(users)
                .billing(billing)
                .customers(actions)
                .actions(actions)
                .leases(kept.leases())
                .metadata(users)
                .store(store)
                .payments(billing.payments(), kept.payments())
                .pages(users.pages(), billing.pages())
                .runs(kept.runs(), fittings.journal().apply(kept.journal()))
                .bulkSettings(fittings.bulk())
                .linking(LinkSettings.DEFAULT.withEmailLinking(fittings.linking()))
                .deduplicator(kept.claims())
                .eventLog(kept.events())
                .settings(SyncSettings.DEFAULT.withSecondLook(Duration.ZERO))
                .listener(fittings.listener())
                .build();
    }

    static House shared(FakeClerk clerk, FakeStripe stripe) {
        return new House(RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe, TrueupListener.NONE);
    }

    @Override
    public void close() {
        trueup.close();
        actions.close();
        billing.close();
        kept.close();
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
