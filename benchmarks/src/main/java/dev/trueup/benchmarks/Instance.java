package dev.trueup.benchmarks;

import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkLimits;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisLeases;
import dev.trueup.redis.RedisRunJournal;
import dev.trueup.redis.RedisSyncLog;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeLimits;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.UUID;

/** An application with Trueup, the real SDKs and records of its own in a real Redis. */
final class Instance implements AutoCloseable {

    private final RedisClient client = RedisClient.create();
    private final RedisCustomerCache cache;
    private final RedisLeases leases;
    private final RedisSyncLog log;
    private final RedisRunJournal journal;
    private final StripeDirectory billing;
    private final Trueup trueup;

    /** One without records, whose bulk work takes this share of Stripe's limits. */
    Instance(RedisServer server, Providers providers, double share) {
        client.setOptions(RedisCustomerCache.recommendedOptions());
        RedisURI uri = RedisURI.create(server.uri());
        Namespace keys = new Namespace("benchmark", UUID.randomUUID().toString(), true);
        cache = RedisCustomerCache.builder(client, uri)
                .settings(CacheSettings.DEFAULT.withNamespace(keys))
                .build();
        leases = RedisLeases.builder(client, uri).namespace(keys).build();
        log = RedisSyncLog.builder(client, uri).namespace(keys).build();
        journal = RedisRunJournal.builder(client, uri).namespace(keys).build();
        billing = StripeDirectory.builder(providers.stripeClient())
                .limits(StripeLimits.builder().share(share).build())
                .build();
        ClerkDirectory users = ClerkDirectory.builder(providers.clerkClient())
                .limits(ClerkLimits.production())
                .build();
        trueup = Trueup.builder()
                .cache(cache)
                .users(users)
                .billing(billing)
                .pages(users.pages(), billing.pages())
                .leases(leases)
                .runs(log, journal)
                .build();
    }

    /** Waits for a run that has to succeed for every customer. */
    RunReport run(RunKind kind, int customers) throws InterruptedException {
        RunReport report = trueup.bulk().start(kind).await();
        if (report.state() != RunState.SUCCEEDED
                || report.counts().seen() != customers
                || report.counts().failed() != 0) {
            throw new IllegalStateException(report.toString());
        }
        return report;
    }

    @Override
    public void close() {
        trueup.close();
        billing.close();
        journal.close();
        log.close();
        leases.close();
        cache.close();
        client.shutdown();
    }
}
