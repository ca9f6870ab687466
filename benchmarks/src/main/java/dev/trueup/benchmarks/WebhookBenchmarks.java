package dev.trueup.benchmarks;

import com.stripe.net.Webhook;
import dev.trueup.benchmarks.Rounds.Figure;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookRequest;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.TrueupListener;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testservers.FaultProxy;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import dev.trueup.webhook.WebhookEnvironment;
import dev.trueup.webhook.WebhookReceiver;
import dev.trueup.webhook.WebhookSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Webhooks: what a claim costs, what is left of it in Redis, verification, and the whole way of an event. */
final class WebhookBenchmarks {

    private static final Namespace NAMESPACE = Namespace.DEFAULT;
    private static final String OWNER = "AbCdEfGhIjKlMnOpQrStUv";
    private static final String FINGERPRINT = "WxYzAbCdEfGhIjKlMnOpQr";
    private static final SetArgs ONCE = SetArgs.Builder.nx().px(60_000);
    private static final SetArgs DONE = SetArgs.Builder.px(Duration.ofDays(30));

    private WebhookBenchmarks() {}

    static void run() throws Exception {
        WebhookBenchmarks benchmarks = new WebhookBenchmarks();
        benchmarks.verification();
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
            try (RedisWebhookDeduplicator nearby = deduplicator(client, near);
                    RedisWebhookDeduplicator away = deduplicator(client, far)) {
                memory(nearby, client.connect(near).sync());
                claims(away, client.connect(far).sync());
                wholeWay(nearby, client.connect(near).sync());
            } finally {
                client.shutdown();
            }
        }
    }

    private void claims(RedisWebhookDeduplicator away, RedisCommands<String, String> raw) throws Exception {
        Map<String, Figure> figures = new Rounds()
                .with("claim", () -> Load.medianMicros(300, i -> claim(away)))
                .with("SET NX PX", () -> Load.medianMicros(300, i -> raw.set(rawKey(), OWNER, ONCE)))
                .with(
                        "GET, then SET",
                        () -> Load.medianMicros(300, i -> {
                            String key = rawKey();
                            raw.get(key);
                            raw.set(key, OWNER, DONE);
                        }))
                .with("claim and complete", () -> Load.medianMicros(300, i -> away.complete(claim(away))))
                .run();
        Table.row("D1", "claim, 1 ms round trip, p50 µs", figures, "claim", "SET NX PX", "≤ 1.10 ×");
        Table.row(
                "D1", "… beside asking first, which two can do at once", figures, "claim", "GET, then SET", "≤ 0.56 ×");
        Table.row("D1", "claim and complete, two commands", figures, "claim and complete", "GET, then SET", "–");
    }

    private void memory(RedisWebhookDeduplicator nearby, RedisCommands<String, String> raw) {
        int events = 32_768; // a power of two: the tables of Redis are full
        for (int i = 0; i < 1_000; i++) {
            nearby.complete(claim(nearby));
        }
        long before = usedMemory(raw);
        Claim last = claim(nearby);
        for (int i = 0; i < events; i++) {
            last = claim(nearby);
            nearby.complete(last);
        }
        Long one = raw.memoryUsage(NAMESPACE.eventKey(last.key()));
        System.out.printf(
                Locale.ROOT,
                "| D2 | Redis memory of a finished event, over %,d events | %d B (MEMORY USAGE: %d B) | – | – | ≤ 200 B |%n",
                events,
                (usedMemory(raw) - before) / events,
                one == null ? 0 : one);
    }

    private void verification() throws Exception {
        SignedWebhook signed = Events.fresh(1).get(0);
        WebhookRequest request = signed.toRequest();
        StripeWebhookVerifier verifier =
                StripeWebhookVerifier.builder(Events.SECRET).build();
        byte[] body = signed.body();
        String header = Events.signature(signed);
        String text = new String(body, StandardCharsets.UTF_8);
        ByHand byHand = new ByHand(Events.SECRET);
        int calls = 20_000;
        Map<String, Figure> figures = new Rounds()
                .with("verify", () -> 1e6 / Load.perSecond(1, calls, i -> verifier.verify(request)))
                .with("HMAC and streaming parse", () -> 1e6 / Load.perSecond(1, calls, i -> byHand.idOf(header, body)))
                .with(
                        "Webhook.constructEvent",
                        () -> 1e6
                                / Load.perSecond(
                                        1, calls / 10, i -> Webhook.constructEvent(text, header, Events.SECRET)))
                .run();
        Table.row(
                "E1",
                "verify and read a Stripe event of " + body.length + " B, µs",
                figures,
                "verify",
                "HMAC and streaming parse",
                "≤ 1.30 ×");
        Table.row("E1", "… beside stripe-java", figures, "verify", "Webhook.constructEvent", "≤ 0.33 ×");
    }

    private void wholeWay(RedisWebhookDeduplicator deduplicator, RedisCommands<String, String> raw) throws Exception {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.setRemoveOnCancelPolicy(true);
        WebhookReceiver receiver = new WebhookReceiver(
                        StripeWebhookVerifier.builder(Events.SECRET).build(),
                        new WebhookEnvironment(
                                deduplicator,
                                MemoryWebhookEventLog.create(),
                                WebhookSettings.DEFAULT,
                                TrueupListener.NONE,
                                Runnable::run,
                                timer,
                                Clock.systemUTC()))
                .on("customer.*", event -> {});
        ByHand byHand = new ByHand(Events.SECRET);
        Map<String, Figure> figures = new Rounds()
                .with("receive", () -> perSecond(it -> receiver.receive(it.toRequest())))
                .with(
                        "by hand",
                        () -> perSecond(it -> {
                            String key = "hand:" + byHand.idOf(Events.signature(it), it.body());
                            if (raw.set(key, OWNER, ONCE) != null) {
                                raw.set(key, "done", DONE);
                            }
                        }))
                .with(
                        "constructEvent, GET, SET",
                        () -> perSecond(it -> {
                            String text = new String(it.body(), StandardCharsets.UTF_8);
                            String header = Events.signature(it);
                            String key = "sdk:"
                                    + Webhook.constructEvent(text, header, Events.SECRET)
                                            .getId();
                            if (raw.get(key) == null) {
                                raw.set(key, "done", DONE);
                            }
                        }))
                .run();
        timer.shutdownNow();
        Table.row("H1", "webhook accepted, loopback, 8 threads, events/s", figures, "receive", "by hand", "≥ 0.85 ×");
        Table.row("H1", "… beside the usual way", figures, "receive", "constructEvent, GET, SET", "≥ 1.40 ×");
    }

    private interface Endpoint {
        void take(SignedWebhook event) throws Exception;
    }

    private static double perSecond(Endpoint endpoint) throws Exception {
        int each = 400;
        List<SignedWebhook> events = Events.fresh(8 * each);
        return Load.perSecond(8, each, i -> endpoint.take(events.get(i)));
    }

    private Claim claim(RedisWebhookDeduplicator deduplicator) {
        EventKey key = EventKey.of(Source.STRIPE, Events.nextId());
        if (deduplicator.claim(key, OWNER, FINGERPRINT) instanceof ClaimResult.Claimed granted) {
            return granted.claim();
        }
        throw new IllegalStateException("event " + key + " is not new");
    }

    private String rawKey() {
        return "raw:" + Events.nextId();
    }

    private static long usedMemory(RedisCommands<String, String> redis) {
        return redis.info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                .sum();
    }

    private static RedisWebhookDeduplicator deduplicator(RedisClient client, RedisURI uri) {
        return RedisWebhookDeduplicator.builder(client, uri)
                .settings(ClaimSettings.DEFAULT.withNamespace(NAMESPACE))
                .timeout(Duration.ofSeconds(2))
                .build();
    }
}
