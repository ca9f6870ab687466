package dev.trueup.hostapp;

import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Lines for a shell, to be tried in their order. Immutable.
 *
 * @param lines what each shows, and the line
 */
record DemoLines(List<Line> lines) {

    private static final Duration SESSION = Duration.ofHours(8);

    /**
     * One of them.
     *
     * @param shows in a few words
     * @param command for {@code sh}
     */
    record Line(String shows, String command) {}

    static DemoLines of(String origin, FakeClerk clerk, FakeStripe stripe, Settings settings) {
        String ann = bearer(clerk, DemoMode.ANN);
        String bob = bearer(clerk, DemoMode.BOB);
        String cleo = bearer(clerk, DemoMode.CLEO);
        String ada = bearer(clerk, DemoMode.ADA);
        String sync = origin + "/api/sync/clerk-stripe";
        LocalTime until = LocalTime.now(ZoneId.systemDefault())
                .plus(settings.limits().webhookTolerance())
                .truncatedTo(ChronoUnit.SECONDS);
        return new DemoLines(List.of(
                new Line("Ann is in step.", get(origin + "/api/user/check-kv-sync", ann)),
                new Line(
                        "Bob has a new address in Clerk, and nobody told Stripe.",
                        get(origin + "/api/user/check-kv-sync", bob)),
                new Line("So his profile is brought to Stripe.", post(origin + "/api/user/rebuild-kv", bob)),
                new Line("Now he is in step.", get(origin + "/api/user/check-kv-sync", bob)),
                new Line("Cleo has no customer yet, and gets one.", post(origin + "/api/user/rebuild-kv", cleo)),
                new Line("What Ann pays for, from the cache.", get(origin + "/api/user/billing", ann)),
                new Line("What Clerk and the store say of it.", get(sync, ann)),
                new Line(
                        "She lets it end with its period,",
                        post(sync, ann, "{\"action\":\"cancel-subscription\",\"subscriptionId\":\"sub_ann\"}")),
                new Line(
                        "and keeps it after all.",
                        post(
                                sync,
                                ann,
                                "{\"action\":\"reactivate-subscription\",\"reactivationSubscriptionId\":\"sub_ann\"}")),
                new Line(
                        "Cleo goes to the checkout.",
                        post(origin + "/api/stripe/checkout", cleo, "{\"priceId\":\"price_pro\"}")),
                new Line(
                        "Stripe sends a webhook; its signature is good until " + until + ".",
                        webhook(origin + "/api/webhooks/stripe", stripe, settings)),
                new Line(
                        "What became of it, for Ada, who is an admin.", get(origin + "/api/admin/webhook-events", ada)),
                new Line(
                        "She has everybody compared at once,",
                        post(origin + "/api/stripe/sync", ada, "{\"kind\":\"verify\"}")),
                new Line("and looks what was found.", get(origin + "/api/admin/sync-logs?limit=1", ada)),
                new Line("Whether everything is there.", "curl -fsS -w '\\n' " + origin + "/api/health"),
                new Line("What was counted.", "curl -fsS " + origin + "/metrics")));
    }

    void print(PrintStream out) {
        out.println("Demo mode: Clerk and Stripe are fakes in this process, and forget everything when it ends.");
        out.println("Try these, one after the other:");
        lines.forEach(line -> out.println("\n# " + line.shows() + "\n" + line.command()));
        out.println();
    }

    /** Clerk's own are good for a minute, which is too short for whoever reads what is shown. */
    private static String bearer(FakeClerk clerk, String user) {
        String token = clerk.sessionToken(user, it -> it.expiresAt(Instant.now().plus(SESSION)));
        return " -H " + quoted("Authorization: Bearer " + token);
    }

    private static String get(String url, String bearer) {
        return "curl -fsS -w '\\n' " + url + bearer;
    }

    private static String post(String url, String bearer) {
        return "curl -fsS -w '\\n' -X POST " + url + bearer;
    }

    private static String post(String url, String headers, String body) {
        return "curl -fsS -w '\\n' " + url + headers + " -H 'Content-Type: application/json' --data-raw "
                + quoted(body);
    }

    private static String webhook(String url, FakeStripe stripe, Settings settings) {
        FakeEvent event = stripe.events().all().stream()
                .filter(it -> it.subject().equals("sub_ann"))
                .findFirst()
                .orElseThrow();
        String secret = settings.stripe().webhookSecrets().get(0);
        SignedWebhook signed = SignedWebhooks.stripe(secret).sign(event);
        StringBuilder headers = new StringBuilder();
        signed.headers().forEach((name, value) -> headers.append(" -H ").append(quoted(name + ": " + value)));
        return post(url, headers.toString(), new String(signed.body(), StandardCharsets.UTF_8));
    }

    /** As one word of {@code sh}, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
