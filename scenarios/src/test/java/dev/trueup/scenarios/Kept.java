package dev.trueup.scenarios;

import dev.trueup.memory.MemoryBillingStore;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.postgres.PostgresLeases;
import dev.trueup.postgres.PostgresRunJournal;
import dev.trueup.postgres.PostgresSyncLog;
import dev.trueup.postgres.PostgresWebhookDeduplicator;
import dev.trueup.postgres.PostgresWebhookEventLog;
import dev.trueup.redis.RedisLeases;
import dev.trueup.redis.RedisRunJournal;
import dev.trueup.redis.RedisSyncLog;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Leases;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.SyncLog;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookEventLog;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

/**
 * What an instance keeps beside the cache.
 *
 * @param end gives up what was opened for it
 */
record Kept(
        BillingStore store,
        PaymentStore payments,
        WebhookEventLog events,
        WebhookDeduplicator claims,
        Leases leases,
        SyncLog runs,
        RunJournal journal,
        Runnable end)
        implements AutoCloseable {

    /** In Redis, and in memory what Redis does not keep. */
    static Kept inRedis(RedisClient client, Place place, Fittings fittings) {
        RedisURI uri = RedisURI.create(place.redisUri());
        RedisLeases leases = RedisLeases.builder(client, uri)
                .namespace(place.namespace())
                .timeout(fittings.cacheTimeout())
                .build();
        RedisWebhookDeduplicator claims = RedisWebhookDeduplicator.builder(client, uri)
                .settings(claims(place, fittings))
                .timeout(fittings.cacheTimeout())
                .build();
        RedisSyncLog runs =
                RedisSyncLog.builder(client, uri).namespace(place.namespace()).build();
        RedisRunJournal journal = RedisRunJournal.builder(client, uri)
                .namespace(place.namespace())
                .build();
        MemoryBillingStore store = MemoryBillingStore.create();
        return new Kept(store, store, MemoryWebhookEventLog.create(), claims, leases, runs, journal, () -> {
            journal.close();
            runs.close();
            claims.close();
            leases.close();
        });
    }

    /** All of it in PostgreSQL. */
    static Kept inPostgres(Place place, Fittings fittings) {
        Tables tables = new Tables(place.postgresUrl(), place.namespace(), fittings.cacheTimeout());
        tables.postgres().migrate();
        PostgresBillingStore store = new PostgresBillingStore(tables.postgres());
        return new Kept(
                store,
                store,
                new PostgresWebhookEventLog(tables.postgres()),
                new PostgresWebhookDeduplicator(tables.postgres(), claims(place, fittings)),
                new PostgresLeases(tables.postgres()),
                new PostgresSyncLog(tables.postgres()),
                new PostgresRunJournal(tables.postgres()),
                tables::close);
    }

    private static ClaimSettings claims(Place place, Fittings fittings) {
        return ClaimSettings.DEFAULT.withNamespace(place.namespace()).withLease(fittings.claims());
    }

    @Override
    public void close() {
        end.run();
    }
}
