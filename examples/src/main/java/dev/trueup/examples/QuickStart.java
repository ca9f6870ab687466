package dev.trueup.examples;

import com.clerk.backend_api.Clerk;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Namespace;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.PrintStream;
import java.util.Map;

/**
 * The main job: a difference is found, shown and repaired.
 *
 * <p>Without any environment it runs on embedded defaults. With {@code CLERK_SECRET_KEY} and {@code STRIPE_SECRET_KEY} it
 * checks and refreshes the user whose id is its argument with the real services; with {@code REDIS_URL} the copies are
 * in that Redis.
 */
public final class QuickStart {

    private QuickStart() {}

    /** Runs the example. */
    public static void main(String... args) {
        System.exit(run(System.getenv(), args, System.out));
    }

    static int run(Map<String, String> environment, String[] args, PrintStream out) {
        String clerkKey = environment.get("CLERK_SECRET_KEY");
        String stripeKey = environment.get("STRIPE_SECRET_KEY");
        if ((clerkKey == null) != (stripeKey == null)) {
            out.println("Set both CLERK_SECRET_KEY and STRIPE_SECRET_KEY, or neither.");
            return 2;
        }
        RedisClient redis = environment.containsKey("REDIS_URL") ? RedisClient.create() : null;
        try {
            CustomerCache cache =
                    redis == null ? MemoryCustomerCache.create() : inRedis(redis, environment, clerkKey == null);
            if (clerkKey == null || stripeKey == null) {
                embedded(cache, out);
                return 0;
            }
            return real(cache, Services.clerk(clerkKey), Services.stripe(stripeKey), args, out);
        } finally {
            if (redis != null) {
                redis.shutdown();
            }
        }
    }

    private static CustomerCache inRedis(RedisClient redis, Map<String, String> environment, boolean demo) {
        redis.setOptions(RedisCustomerCache.recommendedOptions());
        // Made-up customers must not lie among an application's own.
        Namespace namespace = demo ? new Namespace("trueup", "quick-start", false) : Namespace.DEFAULT;
        return RedisCustomerCache.builder(redis, RedisURI.create(environment.get("REDIS_URL")))
                .settings(CacheSettings.DEFAULT.withNamespace(namespace))
                .build();
    }

    private static void embedded(CustomerCache cache, PrintStream out) {
        try (FakeClerk fakeClerk = FakeClerk.start();
                FakeStripe fakeStripe = FakeStripe.start()) {
            fakeClerk.createUser(it ->
                    it.id("user_ann").email("ann@old.example").firstName("Ann").lastName("Lee"));
            fakeStripe.createCustomer(it ->
                    it.id("cus_ann").email("ann@old.example").name("Ann Lee").userId("user_ann"));
            fakeStripe.createSubscription(
                    "cus_ann", it -> it.id("sub_pro").price("price_pro").status("active"));

            Clerk clerk = Services.clerk(fakeClerk);
            StripeClient stripe = Services.stripe(fakeStripe);
            // region wiring
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(ClerkDirectory.builder(clerk).build())
                    .billing(StripeDirectory.builder(stripe).build())
                    .build();
            // endregion

            out.println("Ann's customer is read and cached: "
                    + trueup.sync().refresh(new UserId("user_ann")).outcome());

            out.println("She moves to a new address and cancels, and no webhook tells us.");
            fakeClerk.updateUser("user_ann", it -> it.email("ann@new.example"));
            fakeStripe.updateCustomer("cus_ann", it -> it.email("ann@new.example"));
            fakeStripe.cancelSubscription("sub_pro");

            // region check-and-repair
            SyncReport report = trueup.checker().check("user_ann");
            Reports.print(out, report);

            if (!report.isInSync()) {
                RefreshResult result = trueup.sync().refresh(report.userId());
                out.println("refreshed: " + result.outcome());
            }
            Reports.print(out, trueup.checker().check("user_ann"));
            // endregion
            trueup.close();
        }
    }

    private static int real(CustomerCache cache, Clerk clerk, StripeClient stripe, String[] args, PrintStream out) {
        if (args.length != 1) {
            out.println("Give the id of a Clerk user, such as user_2abc.");
            return 2;
        }
        try (StripeDirectory billing = StripeDirectory.builder(stripe).build();
                Trueup trueup = Trueup.builder()
                        .cache(cache)
                        .users(ClerkDirectory.builder(clerk).build())
                        .billing(billing)
                        .build()) {
            Reports.print(out, trueup.checker().check(args[0]));
            RefreshResult result = trueup.sync().refresh(new UserId(args[0]));
            out.println("refreshed: " + result.outcome());
            Reports.print(out, trueup.checker().check(args[0]));
        }
        return 0;
    }
}
