package dev.trueup.examples;

import com.sun.net.httpserver.HttpServer;
import dev.trueup.Trueup;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.memory.MemoryWebhookDeduplicator;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.model.WebhookStatus;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.webhook.WebhookReceiver;
import dev.trueup.webhook.WebhookRouter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Webhooks that arrive twice, late and forged: what is answered, and what the cache says afterwards. */
public final class Webhooks {

    private static final String SECRET = "whsec_of_this_endpoint";

    private Webhooks() {}

    /** Runs the example. */
    public static void main(String... args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        CustomerCache cache = MemoryCustomerCache.create();
        WebhookDeduplicator deduplicator = MemoryWebhookDeduplicator.create();
        WebhookEventLog log = MemoryWebhookEventLog.create();
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start()) {
            UserDirectory users = Services.users(clerk);
            BillingDirectory billing = Services.billing(stripe);
            // region webhook-wiring
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(users)
                    .billing(billing)
                    .deduplicator(deduplicator) // RedisWebhookDeduplicator, or in memory for one instance
                    .eventLog(log)
                    .build();
            // endregion
            // region webhook-receiver
            WebhookReceiver receiver =
                    trueup.webhooks(StripeWebhookVerifier.builder(SECRET).build());
            // endregion
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/webhooks/stripe", new JdkWebhooks(receiver));
            server.start();
            try {
                tell(new Endpoint(server.getAddress().getPort()), stripe, cache, out);
            } finally {
                server.stop(0);
                trueup.close();
            }
        }
    }

    private static void tell(Endpoint endpoint, FakeStripe stripe, CustomerCache cache, PrintStream out)
            throws Exception {
        stripe.createCustomer(it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
        stripe.createSubscription(
                "cus_ann", it -> it.id("sub_pro").price("price_pro").status("active"));
        stripe.cancelSubscription("sub_pro");
        List<FakeEvent> events = stripe.events().all();
        FakeEvent cancelled = events.get(events.size() - 1);
        FakeEvent begun = events.get(events.size() - 2);

        out.println("The cancellation arrives first: " + endpoint.post(SECRET, cancelled));
        out.println("  the cache says " + status(cache));
        out.println("It arrives again: " + endpoint.post(SECRET, cancelled));
        out.println("The beginning arrives late: " + endpoint.post(SECRET, begun));
        out.println("  the cache still says " + status(cache));
        out.println("A forgery arrives: " + endpoint.post("whsec_of_somebody_else", cancelled));
    }

    private static String status(CustomerCache cache) {
        return cache.find(new UserId("user_ann"))
                .map(it -> it.subscriptions().get(0).status())
                .orElse("nothing");
    }

    /** What stands between a framework and the receiver. */
    static int answer(WebhookReceiver receiver, byte[] body, Map<String, List<String>> headers) {
        // region webhook-answer
        WebhookOutcome outcome = receiver.receive(WebhookRequest.of(body, headers));
        return outcome.httpStatus(); // and outcome.retryAfterHeader(), if there is one
        // endregion
    }

    static WebhookReceiver withHandlers(WebhookReceiver receiver, CustomerCache cache, Mailer mailer) {
        // region webhook-handler
        WebhookReceiver own = receiver.on("invoice.payment_failed", event -> event.customers().stream()
                .flatMap(customer -> cache.find(customer).stream())
                .forEach(customer ->
                        mailer.paymentFailed(customer.userId(), event.key().id())));
        // endregion
        return own;
    }

    static WebhookRouter router(Map<String, WebhookReceiver> receivers, TrueupListener listener) {
        // region webhook-router
        // Each receiver is of the account's own Trueup, with a verifier of .account("acct_…").
        WebhookRouter router = new WebhookRouter(
                StripeWebhookVerifier.builder(SECRET).anyAccount().build(),
                account -> Optional.ofNullable(receivers.get(account)),
                listener);
        // endregion
        return router;
    }

    static void retryDead(WebhookReceiver receiver, WebhookEventLog log) {
        // region webhook-retry
        for (WebhookLogEntry dead : log.find(new WebhookEventLog.Query(null, WebhookStatus.DEAD, null, 100))) {
            receiver.retry(dead.event().key());
        }
        // endregion
    }

    static boolean returned(Trueup trueup, String sessionId, UserId signedIn) {
        // region webhook-checkout
        RefreshResult result = trueup.sync().afterCheckout(sessionId, signedIn);
        boolean theirs = result.customerId().isPresent(); // else the outcome tells why not
        // endregion
        return theirs;
    }

    /** Sends mail, once for each id. */
    interface Mailer {
        void paymentFailed(UserId user, String onceFor);
    }

    private record Endpoint(int port) {

        String post(String secret, FakeEvent event) throws IOException, InterruptedException {
            HttpRequest request = SignedWebhooks.stripe(secret)
                    .sign(event)
                    .toHttpRequest(URI.create("http://127.0.0.1:" + port + "/webhooks/stripe"))
                    .build();
            HttpResponse<Void> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
            return "HTTP " + answer.statusCode();
        }
    }
}
