package dev.trueup.scenarios;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.testkit.DeliveryPlan;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.webhook.WebhookReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where an instance takes the webhooks of Stripe and Clerk, over HTTP. */
final class Inbox implements AutoCloseable {

    private static final String STRIPE_SECRET = "whsec_scenario";
    private static final String CLERK_SECRET = "whsec_c2NlbmFyaW9zY2VuYXJpb3NjZW5hcmlv";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;

    Inbox(House house) {
        WebhookReceiver stripe = house.trueup.webhooks(
                StripeWebhookVerifier.builder(STRIPE_SECRET).live(false).build());
        WebhookReceiver clerk =
                house.trueup.webhooks(ClerkWebhookVerifier.builder(CLERK_SECRET).build());
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/stripe", exchange -> answer(exchange, stripe));
        http.createContext("/clerk", exchange -> answer(exchange, clerk));
        http.start();
    }

    /** Delivers Stripe's events here. */
    WebhookDeliverer ofStripe(DeliveryPlan plan) {
        return deliverer(SignedWebhooks.stripe(STRIPE_SECRET), "/stripe", plan);
    }

    /** Delivers Clerk's events here. */
    WebhookDeliverer ofClerk(DeliveryPlan plan) {
        return deliverer(SignedWebhooks.clerk(CLERK_SECRET), "/clerk", plan);
    }

    private WebhookDeliverer deliverer(SignedWebhooks signed, String path, DeliveryPlan plan) {
        return WebhookDeliverer.builder(signed)
                .endpoint(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path))
                .plan(plan)
                .attempts(60)
                .pauses(Duration.ofMillis(100), Duration.ofSeconds(2))
                .start();
    }

    private static void answer(HttpExchange exchange, WebhookReceiver receiver) throws IOException {
        try (exchange) {
            byte[] body = WebhookRequest.read(exchange.getRequestBody());
            WebhookOutcome outcome = receiver.receive(WebhookRequest.of(body, exchange.getRequestHeaders()));
            exchange.sendResponseHeaders(outcome.httpStatus(), -1);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
