package dev.trueup.scenarios;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkLimits;
import dev.trueup.identity.EmailLinking;
import dev.trueup.identity.LinkSettings;
import dev.trueup.memory.MemoryBillingStore;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisLeases;
import dev.trueup.redis.RedisRunJournal;
import dev.trueup.redis.RedisSyncLog;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
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

/** One instance of an application: Trueup over the real SDKs and a real Redis. */
final class House implements AutoCloseable {

    static {
        Stripe.enableTelemetry = false; // global in the SDK, and the application's to decide
    }

    private final RedisClient client = RedisClient.create();
    private final StripeDirectory billing;
    private final StripeActions actions;
    private final RedisLeases leases;
    private final RedisWebhookDeduplicator deduplicator;
    private final RedisSyncLog syncLog;
    private final RedisRunJournal journal;

    /** So high that no scenario waits; the limits have tests of their own. */
    private final StripeLimits limits =
            StripeLimits.builder().perEndpoint(1_000).overall(1_000).build();

    final RedisCustomerCache cache;
    final MemoryBillingStore store = MemoryBillingStore.create();
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
        Namespace keys = new Namespace("scenario", place.namespace(), false);
        RedisURI uri = RedisURI.create(place.redisUri());
        cache = RedisCustomerCache.builder(client, uri)
                .settings(CacheSettings.DEFAULT.withNamespace(keys))
                .timeout(fittings.cacheTimeout())
                .listener(fittings.listener())
                .build();
        leases = RedisLeases.builder(client, uri)
                .namespace(keys)
                .timeout(fittings.cacheTimeout())
                .build();
        deduplicator = RedisWebhookDeduplicator.builder(client, uri)
                .settings(ClaimSettings.DEFAULT.withNamespace(keys).withLease(fittings.claims()))
                .timeout(fittings.cacheTimeout())
                .build();
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
        syncLog = RedisSyncLog.builder(client, uri).namespace(keys).build();
        journal = RedisRunJournal.builder(client, uri).namespace(keys).build();
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
                .leases(leases)
                .metadata(users)
                .store(store)
                .pages(users.pages(), billing.pages())
                .runs(syncLog, fittings.journal().apply(journal))
                .bulkSettings(fittings.bulk())
                .linking(LinkSettings.DEFAULT.withEmailLinking(fittings.linking()))
                .deduplicator(deduplicator)
                .eventLog(MemoryWebhookEventLog.create())
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
        journal.close();
        syncLog.close();
        leases.close();
        deduplicator.close();
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
