package dev.trueup.hostapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service over the two fakes, on a free port, and somebody who calls it. */
final class Running implements AutoCloseable {

    static final String ANN = "user_ann";
    static final String BOB = "user_bob";
    static final String ADA = "user_ada";
    static final String STRIPE_SECRET = "whsec_of_stripe";
    static final String CLERK_SECRET = "whsec_b2YtY2xlcms=";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeClerk clerk;
    private final FakeStripe stripe;
    private final boolean own;
    private final HostApp app;

    private Running(FakeClerk clerk, FakeStripe stripe, boolean own, Map<String, String> more) {
        this.clerk = clerk;
        this.stripe = stripe;
        this.own = own;
        Map<String, String> environment = environment(clerk, stripe);
        environment.putAll(more);
        environment.values().removeIf(String::isEmpty);
        this.app = HostApp.start(settings(environment));
    }

    /** With fakes of its own: Ann with a customer and a subscription, Bob with nothing, Ada who is an admin. */
    static Running start() {
        return start(Map.of());
    }

    /** The same, with more variables; an empty one takes one away. */
    static Running start(Map<String, String> more) {
        return start(more, Clock.systemUTC());
    }

    /** The same, with a clock for Stripe: what is created happens then. */
    static Running start(Map<String, String> more, Clock ofStripe) {
        FakeClerk clerk = FakeClerk.start();
        FakeStripe stripe = FakeStripe.start(ofStripe);
        clerk.createUser(
                it -> it.id(ANN).email("ann@example.com").firstName("Ann").lastName("Lee"));
        clerk.createUser(
                it -> it.id(BOB).email("bob@example.com").firstName("Bob").lastName("Ray"));
        clerk.createUser(
                it -> it.id(ADA).email("ada@example.com").firstName("Ada").lastName("Kay"));
        stripe.createPrice(
                it -> it.id("price_pro").amount(2_900).currency("eur").every("month", 1));
        stripe.createCustomer(
                it -> it.id("cus_ann").email("ann@example.com").name("Ann Lee").userId(ANN));
        stripe.createSubscription(
                "cus_ann", it -> it.id("sub_ann").price("price_pro").status("active"));
        return new Running(clerk, stripe, true, more);
    }

    /** A second instance over the same fakes. */
    Running another(Map<String, String> more) {
        return new Running(clerk, stripe, false, more);
    }

    static Map<String, String> environment(FakeClerk clerk, FakeStripe stripe) {
        return new HashMap<>(Map.of(
                "PORT",
                "0",
                "CLERK_SECRET_KEY",
                clerk.secretKey(),
                "CLERK_API_URL",
                clerk.baseUrl(),
                "CLERK_JWT_KEY",
                clerk.jwtKey(),
                "CLERK_WEBHOOK_SECRET",
                CLERK_SECRET,
                "STRIPE_SECRET_KEY",
                stripe.apiKey(),
                "STRIPE_API_BASE",
                stripe.baseUrl(),
                "STRIPE_WEBHOOK_SECRET",
                STRIPE_SECRET,
                "ADMIN_USER_IDS",
                ADA,
                "TRUEUP_SECOND_LOOK",
                "0s"));
    }

    private static Settings settings(Map<String, String> environment) {
        try {
            return Settings.read(environment);
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e);
        }
    }

    FakeClerk clerk() {
        return clerk;
    }

    FakeStripe stripe() {
        return stripe;
    }

    HostApp app() {
        return app;
    }

    int port() {
        return app.port();
    }

    Answer get(String path, @Nullable String user) {
        return send(request(path, user).GET());
    }

    Answer post(String path, @Nullable String user, String json) {
        return send(request(path, user).POST(BodyPublishers.ofString(json)));
    }

    /** Stripe's last event about this object, signed now. */
    Answer stripeWebhook(String subject) {
        return webhook("/api/webhooks/stripe", stripeEvent(subject));
    }

    SignedWebhook stripeEvent(String subject) {
        return SignedWebhooks.stripe(STRIPE_SECRET)
                .sign(stripe.events().all().stream()
                        .filter(it -> it.subject().equals(subject))
                        .reduce((one, next) -> next)
                        .orElseThrow());
    }

    /** Clerk's last event about this user, signed now. */
    Answer clerkWebhook(String user) {
        return webhook(
                "/api/webhooks/clerk",
                SignedWebhooks.clerk(CLERK_SECRET)
                        .sign(clerk.events().all().stream()
                                .filter(it -> it.subject().equals(user))
                                .reduce((one, next) -> next)
                                .orElseThrow()));
    }

    Answer webhook(String path, SignedWebhook signed) {
        return send(signed.toHttpRequest(uri(path)));
    }

    HttpRequest.Builder request(String path, @Nullable String user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return user == null ? request : request.header("Authorization", "Bearer " + clerk.sessionToken(user));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        app.close();
        if (own) {
            clerk.close();
            stripe.close();
        }
    }

    /** What was answered. */
    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Status and body as one line. */
        @Override
        public String toString() {
            return status() + " " + text();
        }
    }
}
