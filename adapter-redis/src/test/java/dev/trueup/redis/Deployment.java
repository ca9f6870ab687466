package dev.trueup.redis;

import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.RedisCluster;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisSentinel;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A Redis in one of its topologies, and what a test has built on it. Not thread-safe. */
final class Deployment {

    private final Supplier<RedisCustomerCache.Builder> caches;
    private final Supplier<RedisWebhookDeduplicator.Builder> deduplicators;
    private final Supplier<RedisLeases.Builder> leases;
    private final Supplier<RedisSyncLog.Builder> logs;
    private final Supplier<RedisRunJournal.Builder> journals;
    private final Consumer<Namespace> wipe;
    private final List<Runnable> own;
    private final List<Runnable> built = new ArrayList<>();
    private Namespace last = Namespace.DEFAULT;

    private Deployment(
            Supplier<RedisCustomerCache.Builder> caches,
            Supplier<RedisWebhookDeduplicator.Builder> deduplicators,
            Supplier<RedisLeases.Builder> leases,
            Supplier<RedisSyncLog.Builder> logs,
            Supplier<RedisRunJournal.Builder> journals,
            Consumer<Namespace> wipe,
            Runnable... own) {
        this.caches = caches;
        this.deduplicators = deduplicators;
        this.leases = leases;
        this.logs = logs;
        this.journals = journals;
        this.wipe = wipe;
        this.own = List.of(own);
    }

    /** One server, which other tests share: losing everything is losing what the test has put there. */
    static Deployment shared() {
        RedisURI uri = RedisURI.create(RedisServer.shared().uri());
        RedisClient client = Clients.to(uri);
        return of(client, uri, namespace -> {
            try (StatefulRedisConnection<String, String> redis = client.connect(uri)) {
                String keys = namespace.prefix() + ":" + namespace.account() + ":*";
                ScanIterator.scan(redis.sync(), KeyScanArgs.Builder.matches(keys))
                        .forEachRemaining(redis.sync()::del);
            }
        });
    }

    /** The master that a sentinel names. */
    static Deployment behindSentinel() {
        RedisProcess master = RedisServer.start();
        RedisSentinel sentinel = RedisSentinel.watching(master);
        RedisURI uri = RedisURI.create(sentinel.uri());
        RedisClient client = Clients.to(uri);
        Consumer<Namespace> wipe = namespace -> {
            try (StatefulRedisConnection<String, String> redis = client.connect(uri)) {
                redis.sync().flushall();
            }
        };
        return of(client, uri, wipe, sentinel::close, master::close);
    }

    /** A cluster of three masters. */
    static Deployment clustered() {
        RedisCluster cluster = RedisCluster.start();
        RedisClusterClient client = Clients.to(cluster);
        Consumer<Namespace> wipe = namespace -> {
            try (StatefulRedisClusterConnection<String, String> redis = client.connect()) {
                redis.sync().flushall();
            }
        };
        return new Deployment(
                () -> RedisCustomerCache.builder(client),
                () -> RedisWebhookDeduplicator.builder(client),
                () -> RedisLeases.builder(client),
                () -> RedisSyncLog.builder(client),
                () -> RedisRunJournal.builder(client),
                wipe,
                client::shutdown,
                cluster::close);
    }

    private static Deployment of(RedisClient client, RedisURI uri, Consumer<Namespace> wipe, Runnable... servers) {
        List<Runnable> own = new ArrayList<>(List.of(client::shutdown));
        own.addAll(List.of(servers));
        return new Deployment(
                () -> RedisCustomerCache.builder(client, uri),
                () -> RedisWebhookDeduplicator.builder(client, uri),
                () -> RedisLeases.builder(client, uri),
                () -> RedisSyncLog.builder(client, uri),
                () -> RedisRunJournal.builder(client, uri),
                wipe,
                own.toArray(Runnable[]::new));
    }

    RedisCustomerCache cache(CacheSettings settings) {
        RedisCustomerCache cache =
                caches.get().settings(settings).timeout(Clients.PATIENT).build();
        built.add(cache::close);
        last = settings.namespace();
        return cache;
    }

    RedisWebhookDeduplicator deduplicator(ClaimSettings settings) {
        RedisWebhookDeduplicator deduplicator =
                deduplicators.get().settings(settings).timeout(Clients.PATIENT).build();
        built.add(deduplicator::close);
        return deduplicator;
    }

    RedisLeases leases(Namespace namespace) {
        RedisLeases made =
                leases.get().namespace(namespace).timeout(Clients.PATIENT).build();
        built.add(made::close);
        return made;
    }

    RedisSyncLog log(Namespace namespace) {
        RedisSyncLog made =
                logs.get().namespace(namespace).timeout(Clients.PATIENT).build();
        built.add(made::close);
        return made;
    }

    RedisRunJournal journal(Namespace namespace) {
        RedisRunJournal made =
                journals.get().namespace(namespace).timeout(Clients.PATIENT).build();
        built.add(made::close);
        return made;
    }

    /** Redis loses everything that was put there by what was built last. */
    void loseEverything() {
        wipe.accept(last);
    }

    /** Closes what was built since the last time. */
    void closeBuilt() {
        built.forEach(Runnable::run);
        built.clear();
    }

    /** Shuts client and servers down. */
    void shutDown() {
        own.forEach(Runnable::run);
    }
}
