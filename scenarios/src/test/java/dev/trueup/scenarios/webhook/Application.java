package dev.trueup.scenarios.webhook;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trueup.Trueup;
import dev.trueup.TrueupBuilder;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.postgres.PostgresWebhookEventLog;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.scenarios.Tables;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.WebhookVerifier;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.sync.SyncSettings;
import dev.trueup.webhook.WebhookReceiver;
import dev.trueup.webhook.WebhookSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * An instance of an application that takes webhooks over HTTP, with Trueup over the real SDKs, a real Redis, and
 * a real PostgreSQL if its wiring names one. There is no second look: whatever an event leaves wrong stays wrong, so that it can be seen.
 */
final class Application implements AutoCloseable {

    static {
        Stripe.enableTelemetry = false; // global in the SDK, and the application's to decide
    }

    /** Long enough to be renewed under load, short enough for what died to be done again soon. */
    static final Duration LEASE = Duration.ofSeconds(2);

    /** The header that tells how the handling of a webhook ended, beyond what the status tells. */
    static final String OUTCOME = "Outcome";

    private final RedisClient client = RedisClient.create();
    private final RedisCustomerCache cache;
    private final EventClaims claims;
    private final Optional<Tables> tables;
    private final StripeDirectory billing;
    private final Trueup trueup;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;

    Application(Wiring wiring, Wrapping wrapping, WebhookSettings settings) {
        this(wiring, wrapping, settings, UnaryOperator.identity());
    }

    /**
     * An instance that does not listen yet.
     *
     * @param handlers adds the host's own handlers to the receiver of Stripe's webhooks
     */
    Application(Wiring wiring, Wrapping wrapping, WebhookSettings settings, UnaryOperator<WebhookReceiver> handlers) {
        client.setOptions(RedisCustomerCache.recommendedOptions()
                .mutate()
                .timeoutOptions(TimeoutOptions.enabled(wiring.timeout()))
                .build());
        cache = RedisCustomerCache.builder(client, RedisURI.create(wiring.cacheUri()))
                .timeout(wiring.timeout())
                .settings(CacheSettings.DEFAULT.withNamespace(wiring.account()))
                .build();
        claims = EventClaims.of(wiring, client, wrapping);
        tables = wiring.tables();
        billing = StripeDirectory.builder(StripeClient.builder()
                        .setApiKey(wiring.stripeKey())
                        .setApiBase(wiring.stripeUrl())
                        .build())
                .build();
        TrueupBuilder builder = Trueup.builder()
                .cache(wrapping.cache().apply(cache))
                .users(ClerkDirectory.builder(Clerk.builder()
                                .bearerAuth(wiring.clerkKey())
                                .serverURL(wiring.clerkUrl())
                                .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                                .build())
                        .build())
                .billing(wrapping.billing().apply(billing))
                .deduplicator(wrapping.claims().apply(claims.deduplicator()))
                .eventLog(MemoryWebhookEventLog.create())
                .webhookSettings(settings)
                .settings(SyncSettings.DEFAULT.withSecondLook(Duration.ZERO));
        tables.map(Tables::postgres).ifPresent(postgres -> {
            PostgresBillingStore store = new PostgresBillingStore(postgres);
            builder.eventLog(new PostgresWebhookEventLog(postgres))
                    .store(wrapping.store().apply(store))
                    .payments(billing.payments(), store);
        });
        trueup = builder.build();
        WebhookReceiver stripe = handlers.apply(receiver(
                wrapping,
                StripeWebhookVerifier.builder(Wiring.STRIPE_SECRET).live(false).build()));
        WebhookReceiver clerk = receiver(
                wrapping, ClerkWebhookVerifier.builder(Wiring.CLERK_SECRET).build());
        http = server();
        http.setExecutor(threads);
        http.createContext("/webhooks/stripe", exchange -> answer(exchange, stripe));
        http.createContext("/webhooks/clerk", exchange -> answer(exchange, clerk));
    }

    private WebhookReceiver receiver(Wrapping wrapping, WebhookVerifier verifier) {
        return claims.handlers().apply(trueup.webhooks(wrapping.verifier().apply(verifier)));
    }

    /** Begins to take requests, on this port or with 0 on any free one. */
    Application listen(int port) {
        try {
            http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.start();
        return this;
    }

    /** The endpoint for Stripe's webhooks. */
    URI stripeEndpoint() {
        return stripeEndpoint(http.getAddress().getPort());
    }

    /** The endpoint for Clerk's webhooks. */
    URI clerkEndpoint() {
        return clerkEndpoint(http.getAddress().getPort());
    }

    static URI stripeEndpoint(int port) {
        return URI.create("http://127.0.0.1:" + port + "/webhooks/stripe");
    }

    static URI clerkEndpoint(int port) {
        return URI.create("http://127.0.0.1:" + port + "/webhooks/clerk");
    }

    /** The records, to look at. */
    CustomerCache cache() {
        return cache;
    }

    private static HttpServer server() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, WebhookReceiver receiver) throws IOException {
        try (exchange) {
            byte[] body = WebhookRequest.read(exchange.getRequestBody());
            WebhookOutcome outcome = receiver.receive(WebhookRequest.of(body, exchange.getRequestHeaders()));
            outcome.retryAfterHeader()
                    .ifPresent(wait -> exchange.getResponseHeaders().set("Retry-After", wait));
            exchange.getResponseHeaders().set(OUTCOME, outcome.status().toString());
            exchange.sendResponseHeaders(outcome.httpStatus(), -1);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        trueup.close();
        billing.close();
        claims.close();
        tables.ifPresent(Tables::close);
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
