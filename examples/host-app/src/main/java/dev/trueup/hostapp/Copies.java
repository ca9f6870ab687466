package dev.trueup.hostapp;

import dev.trueup.identity.CustomerLocator;
import dev.trueup.memory.FallbackCustomerCache;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.memory.MemoryLeases;
import dev.trueup.memory.MemoryRunJournal;
import dev.trueup.memory.MemorySyncLog;
import dev.trueup.memory.MemoryWebhookDeduplicator;
import dev.trueup.model.UserId;
import dev.trueup.postgres.Postgres;
import dev.trueup.postgres.PostgresLeases;
import dev.trueup.postgres.PostgresRunJournal;
import dev.trueup.postgres.PostgresSyncLog;
import dev.trueup.postgres.PostgresWebhookDeduplicator;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisLeases;
import dev.trueup.redis.RedisRunJournal;
import dev.trueup.redis.RedisSyncLog;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.SyncLog;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookDeduplicator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where customers, claims and runs are kept: in memory, or in Redis with a fallback over it. A database has the runs, and
 * without Redis the claims and leases.
 *
 * @param cache for the verbs
 * @param primary the cache below the fallback, or the same one
 * @param away whether the verbs go without the primary at this moment
 * @param deduplicator of webhook events
 * @param leases of those who create customers, and of runs
 * @param runs what became of runs over all users
 * @param journal what they have read
 * @param close gives up the connections
 */
record Copies(
        CustomerCache cache,
        CustomerCache primary,
        BooleanSupplier away,
        WebhookDeduplicator deduplicator,
        Leases leases,
        SyncLog runs,
        RunJournal journal,
        Runnable close) {

    /**
     * Makes them. Connects to nothing that it waits for.
     *
     * @param settings what the environment says
     * @param postgres the database, if there is one
     * @param locator loads customers while Redis is away
     * @param listener is told of outages and unreadable values
     * @param onRecovery is handed the users to sync again when Redis is back
     */
    static Copies of(
            Settings settings,
            @Nullable Postgres postgres,
            CustomerLocator locator,
            TrueupListener listener,
            Consumer<Set<UserId>> onRecovery) {
        if (settings.redis().isEmpty()) {
            return inMemory(settings, postgres);
        }
        return settings.redis().size() == 1
                ? inRedis(settings, postgres, locator, listener, onRecovery)
                : inCluster(settings, postgres, locator, listener, onRecovery);
    }

    /** The cache alone, if there is a database. */
    private static Copies inMemory(Settings settings, @Nullable Postgres postgres) {
        int size = settings.limits().cacheSize();
        CustomerCache cache = MemoryCustomerCache.create(settings.cache(), Clock.systemUTC(), size);
        return new Copies(
                cache,
                cache,
                () -> false,
                postgres == null
                        ? MemoryWebhookDeduplicator.create(settings.claims(), Clock.systemUTC(), size)
                        : new PostgresWebhookDeduplicator(postgres, settings.claims()),
                postgres == null ? MemoryLeases.create() : new PostgresLeases(postgres),
                postgres == null ? MemorySyncLog.create() : new PostgresSyncLog(postgres),
                postgres == null ? MemoryRunJournal.create() : new PostgresRunJournal(postgres),
                () -> {});
    }

    private static Copies inRedis(
            Settings settings,
            @Nullable Postgres postgres,
            CustomerLocator locator,
            TrueupListener listener,
            Consumer<Set<UserId>> onRecovery) {
        RedisURI uri = settings.redis().get(0);
        RedisClient client = RedisClient.create();
        client.setOptions(RedisCustomerCache.recommendedOptions());
        return new Adapters(
                        RedisCustomerCache.builder(client, uri),
                        RedisWebhookDeduplicator.builder(client, uri),
                        RedisLeases.builder(client, uri),
                        RedisSyncLog.builder(client, uri),
                        RedisRunJournal.builder(client, uri),
                        client::shutdown)
                .copies(settings, postgres, locator, listener, onRecovery);
    }

    private static Copies inCluster(
            Settings settings,
            @Nullable Postgres postgres,
            CustomerLocator locator,
            TrueupListener listener,
            Consumer<Set<UserId>> onRecovery) {
        RedisClusterClient client = RedisClusterClient.create(settings.redis());
        client.setOptions(RedisCustomerCache.recommendedClusterOptions());
        return new Adapters(
                        RedisCustomerCache.builder(client),
                        RedisWebhookDeduplicator.builder(client),
                        RedisLeases.builder(client),
                        RedisSyncLog.builder(client),
                        RedisRunJournal.builder(client),
                        client::shutdown)
                .copies(settings, postgres, locator, listener, onRecovery);
    }

    /** Everything that is kept in one Redis. */
    private record Adapters(
            RedisCustomerCache.Builder customers,
            RedisWebhookDeduplicator.Builder claims,
            RedisLeases.Builder leasing,
            RedisSyncLog.Builder logging,
            RedisRunJournal.Builder noting,
            Runnable shutdown) {

        Copies copies(
                Settings settings,
                @Nullable Postgres postgres,
                CustomerLocator locator,
                TrueupListener listener,
                Consumer<Set<UserId>> onRecovery) {
            Namespace namespace = settings.cache().namespace();
            Duration timeout = settings.limits().redisTimeout();
            RedisCustomerCache redis = customers
                    .settings(settings.cache())
                    .timeout(timeout)
                    .listener(listener)
                    .build();
            RedisWebhookDeduplicator deduplicator =
                    claims.settings(settings.claims()).timeout(timeout).build();
            RedisLeases leases = leasing.namespace(namespace).timeout(timeout).build();
            // Nobody waits for these two, and what they carry is large.
            RedisSyncLog runs = logging.namespace(namespace)
                    .timeout(longer(timeout, RedisSyncLog.DEFAULT_TIMEOUT))
                    .build();
            RedisRunJournal journal = noting.namespace(namespace)
                    .timeout(longer(timeout, RedisRunJournal.DEFAULT_TIMEOUT))
                    .build();
            FallbackCustomerCache cache = FallbackCustomerCache.builder(redis)
                    .loader(user -> locator.load(user, Instant.now()))
                    .loadsPerSecond(settings.limits().fallbackLoads())
                    .copy(settings.limits().fallbackCopy(), settings.limits().cacheSize())
                    .onRecovery(onRecovery)
                    .listener(listener)
                    .build();
            SyncLog log = postgres == null ? runs : new PostgresSyncLog(postgres);
            RunJournal notes = postgres == null ? journal : new PostgresRunJournal(postgres);
            return new Copies(cache, redis, cache::isAway, deduplicator, leases, log, notes, () -> {
                redis.close();
                deduplicator.close();
                leases.close();
                runs.close();
                journal.close();
                shutdown.run();
            });
        }

        private static Duration longer(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }
}
