package dev.trueup.benchmarks;

import dev.trueup.Trueup;
import dev.trueup.benchmarks.Rounds.Figure;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import dev.trueup.spi.UserDirectory;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The customer cache in a real Redis: look-ups, batches, memory, and what the assembly itself costs. */
final class CacheBenchmarks {

    private static final int MANY = 1_000;
    private static final Namespace NAMESPACE = new Namespace("benchmark", "default", true);

    private final List<UserId> users = Customers.users(MANY);
    private final List<byte[]> keys = users.stream()
            .map(user -> NAMESPACE.userKey(user).getBytes(StandardCharsets.UTF_8))
            .toList();

    private CacheBenchmarks() {}

    static void run() throws Exception {
        CacheBenchmarks benchmarks = new CacheBenchmarks();
        benchmarks.assembly();
        benchmarks.inRedis();
    }

    private void inRedis() throws Exception {
        try (RedisProcess server = RedisServer.start();
                FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            proxy.delay(Duration.ofNanos(500_000));
            RedisURI near = RedisURI.create(server.host(), server.port());
            RedisURI far = RedisURI.create(proxy.host(), proxy.port());
            RedisClient client = RedisClient.create();
            client.setOptions(RedisCustomerCache.recommendedOptions());
            try (RedisCustomerCache nearby = cache(client, near);
                    RedisCustomerCache away = cache(client, far)) {
                RedisCommands<byte[], byte[]> rawNear =
                        client.connect(ByteArrayCodec.INSTANCE, near).sync();
                RedisCommands<byte[], byte[]> rawFar =
                        client.connect(ByteArrayCodec.INSTANCE, far).sync();
                nearby.put(Customers.puts(nearby, users));
                lookUps(nearby, away, rawNear, rawFar);
                batches(nearby, away, rawNear, rawFar);
                memory(rawNear);
            } finally {
                client.shutdown();
            }
        }
    }

    private void lookUps(
            RedisCustomerCache nearby,
            RedisCustomerCache away,
            RedisCommands<byte[], byte[]> rawNear,
            RedisCommands<byte[], byte[]> rawFar)
            throws Exception {
        Map<String, Figure> far = new Rounds()
                .with("find", () -> Load.medianMicros(300, i -> away.find(user(i))))
                .with("GET", () -> Load.medianMicros(300, i -> rawFar.get(key(i))))
                .with(
                        "two GETs",
                        () -> Load.medianMicros(300, i -> {
                            rawFar.get(key(i));
                            rawFar.get(key(i + 1));
                        }))
                .run();
        Table.row("L1", "find(user), 1 ms round trip, p50 µs", far, "find", "GET", "≤ 1.10 × GET");
        Table.row("L1", "… beside two GETs (record by way of the customer id)", far, "find", "two GETs", "–");
        Map<String, Figure> near = new Rounds()
                .with("find", () -> Load.perSecond(8, 2_500, i -> nearby.find(user(i))))
                .with("GET", () -> Load.perSecond(8, 2_500, i -> rawNear.get(key(i))))
                .run();
        Table.row("L1", "find(user), loopback, 8 threads, calls/s", near, "find", "GET", "≥ 0.80 × GET");
    }

    private void batches(
            RedisCustomerCache nearby,
            RedisCustomerCache away,
            RedisCommands<byte[], byte[]> rawNear,
            RedisCommands<byte[], byte[]> rawFar)
            throws Exception {
        byte[][] all = keys.toArray(new byte[0][]);
        Map<String, Figure> reads = new Rounds()
                .with("findAll", () -> idsPerSecond(() -> away.findAll(users)))
                .with("one by one", () -> Load.perSecond(1, 200, i -> away.find(user(i))))
                .with("MGET", () -> idsPerSecond(() -> rawFar.mget(all)))
                .run();
        Table.row("B1", "findAll of 1,000, 1 ms round trip, ids/s", reads, "findAll", "one by one", "≥ 20 ×");
        Table.row("B1", "… beside raw MGET, not decoded", reads, "findAll", "MGET", "≥ 0.20 × MGET");
        Map<String, Figure> nearReads = new Rounds()
                .with("findAll", () -> idsPerSecond(() -> nearby.findAll(users)))
                .with("MGET", () -> idsPerSecond(() -> rawNear.mget(all)))
                .run();
        Table.row(
                "B1",
                "findAll of 1,000, loopback, beside raw MGET, ids/s",
                nearReads,
                "findAll",
                "MGET",
                "≥ 0.20 × MGET");
        Map<String, Figure> writes = new Rounds()
                .with("put(all)", () -> {
                    List<Put> puts = Customers.puts(away, users);
                    return idsPerSecond(() -> away.put(puts));
                })
                .with("one by one", () -> {
                    List<Put> puts = Customers.puts(away, users);
                    return Load.perSecond(1, 200, i -> away.put(List.of(puts.get(i))));
                })
                .run();
        Table.row(
                "B2", "put of 1,000, fenced, 1 ms round trip, customers/s", writes, "put(all)", "one by one", "≥ 20 ×");
    }

    private void memory(RedisCommands<byte[], byte[]> redis) {
        CustomerSnapshot sample = Customers.of(users.get(0));
        long record = usage(redis, keys.get(0));
        long pointer = usage(redis, NAMESPACE.customerKey(sample.customerId()).getBytes(StandardCharsets.UTF_8));
        long value = redis.strlen(keys.get(0)) - 62; // less the header of the record
        // MEMORY USAGE leaves out the entry in the table of expiries: key pointer, value and link.
        long expiries = 2 * 24;
        System.out.printf(
                Locale.ROOT,
                "| M1 | Redis memory of a customer of %d B of JSON, pointer and expiries included | %d B | – | – | ≤ 960 B |%n",
                value,
                record + pointer + expiries);
    }

    private static long usage(RedisCommands<byte[], byte[]> redis, byte[] key) {
        return Optional.ofNullable(redis.memoryUsage(key)).orElse(0L);
    }

    /** Our own part on ready clients: time, threads and heap of the assembly. */
    private void assembly() {
        UserDirectory nobody = new UserDirectory() {
            @Override
            public Optional<UserProfile> find(UserId user) {
                return Optional.empty();
            }

            @Override
            public Map<UserId, UserProfile> findAll(Collection<UserId> users) {
                return Map.of();
            }
        };
        BillingDirectory nothing = new BillingDirectory() {
            @Override
            public BillingState find(CustomerId customer) {
                return BillingState.gone(BillingCustomer.missing(customer));
            }

            @Override
            public List<BillingCustomer> findByEmail(String email) {
                return List.of();
            }

            @Override
            public Optional<CheckoutSession> findCheckout(String sessionId) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<CustomerId> customerOf(BillingObject object) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<BillingCustomer> findCreatedSince(Instant since) {
                throw new UnsupportedOperationException();
            }
        };
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long heap = liveHeap();
        long start = System.nanoTime();
        Trueup trueup = Trueup.builder()
                .cache(MemoryCustomerCache.create())
                .users(nobody)
                .billing(nothing)
                .build();
        double millis = (System.nanoTime() - start) / 1e6;
        long grown = liveHeap() - heap;
        int started = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
        System.out.printf(
                Locale.ROOT,
                "| S1 | assembly with a cache in memory, cold | %.1f ms, %d kB, %d threads | – | – | ≤ 100 ms, 2 MB, 2 threads |%n",
                millis,
                Math.max(0, grown / 1024),
                started);
        trueup.close();
    }

    private static long liveHeap() {
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            System.gc();
            used.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used.stream().min(Long::compare).orElseThrow();
    }

    private static RedisCustomerCache cache(RedisClient client, RedisURI uri) {
        return RedisCustomerCache.builder(client, uri)
                .settings(CacheSettings.DEFAULT.withNamespace(NAMESPACE))
                .timeout(Duration.ofSeconds(2))
                .build();
    }

    private static double idsPerSecond(Runnable batch) {
        long start = System.nanoTime();
        batch.run();
        return MANY * 1e9 / (System.nanoTime() - start);
    }

    private UserId user(int i) {
        return users.get(i % MANY);
    }

    private byte[] key(int i) {
        return keys.get(i % MANY);
    }
}
