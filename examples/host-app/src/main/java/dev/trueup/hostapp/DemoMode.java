package dev.trueup.hostapp;

import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service over a Clerk and a Stripe of its own, with a few users in and out of step, and what to try with them. */
final class DemoMode implements AutoCloseable {

    static final String ANN = "user_ann";
    static final String BOB = "user_bob";
    static final String CLEO = "user_cleo";
    static final String ADA = "user_ada";

    private final FakeClerk clerk;
    private final FakeStripe stripe;
    private final HostApp app;
    private final DemoLines lines;

    private DemoMode(FakeClerk clerk, FakeStripe stripe, HostApp app, DemoLines lines) {
        this.clerk = clerk;
        this.stripe = stripe;
        this.app = app;
        this.lines = lines;
    }

    /** Starts the fakes and the service over them, and prints the lines. */
    static DemoMode start(Map<String, String> environment, PrintStream out) throws SettingsException {
        FakeClerk clerk = FakeClerk.start();
        FakeStripe stripe = FakeStripe.start();
        try {
            Settings settings = Settings.read(over(environment, clerk, stripe));
            populate(clerk, stripe);
            HostApp app = HostApp.start(settings);
            putOutOfStep(clerk, app);
            DemoLines lines = DemoLines.of("http://127.0.0.1:" + app.port(), clerk, stripe, settings);
            lines.print(out);
            return new DemoMode(clerk, stripe, app, lines);
        } catch (SettingsException | RuntimeException e) {
            clerk.close();
            stripe.close();
            throw e;
        }
    }

    /** What the environment says, but with providers that need no account. */
    private static Map<String, String> over(Map<String, String> environment, FakeClerk clerk, FakeStripe stripe) {
        Map<String, String> demo = new HashMap<>(environment);
        demo.values().removeIf(String::isBlank);
        demo.put("CLERK_SECRET_KEY", clerk.secretKey());
        demo.put("CLERK_API_URL", clerk.baseUrl());
        demo.put("CLERK_JWT_KEY", clerk.jwtKey());
        demo.put("STRIPE_SECRET_KEY", stripe.apiKey());
        demo.put("STRIPE_API_BASE", stripe.baseUrl());
        demo.putIfAbsent("CLERK_WEBHOOK_SECRET", "whsec_ZGVtby1zZWNyZXQtb2YtY2xlcms=");
        demo.putIfAbsent("STRIPE_WEBHOOK_SECRET", "whsec_demo_secret_of_stripe");
        demo.putIfAbsent("ADMIN_USER_IDS", ADA);
        demo.putIfAbsent("TRUEUP_ACCOUNT", "demo");
        return demo;
    }

    private static void populate(FakeClerk clerk, FakeStripe stripe) {
        clerk.createUser(
                it -> it.id(ANN).email("ann@example.com").firstName("Ann").lastName("Lee"));
        clerk.createUser(
                it -> it.id(BOB).email("bob@old.example").firstName("Bob").lastName("Ray"));
        clerk.createUser(
                it -> it.id(CLEO).email("cleo@example.com").firstName("Cleo").lastName("Fox"));
        clerk.createUser(
                it -> it.id(ADA).email("ada@example.com").firstName("Ada").lastName("Kay"));
        stripe.createPrice(
                it -> it.id("price_pro").amount(2_900).currency("eur").every("month", 1));
        stripe.createCustomer(
                it -> it.id("cus_ann").email("ann@example.com").name("Ann Lee").userId(ANN));
        stripe.createCustomer(
                it -> it.id("cus_bob").email("bob@old.example").name("Bob Ray").userId(BOB));
        stripe.createSubscription(
                "cus_ann", it -> it.id("sub_ann").price("price_pro").status("active"));
    }

    /** Bob moves to a new address, and no webhook tells of it. */
    private static void putOutOfStep(FakeClerk clerk, HostApp app) {
        for (String user : List.of(ANN, BOB)) {
            app.house().trueup().sync().refresh(new UserId(user));
        }
        clerk.updateUser(BOB, it -> it.email("bob@new.example"));
    }

    HostApp app() {
        return app;
    }

    DemoLines lines() {
        return lines;
    }

    @Override
    public void close() {
        app.close();
        clerk.close();
        stripe.close();
    }
}
