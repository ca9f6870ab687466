package dev.trueup.benchmarks;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.HasId;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.param.CustomerListParams;
import com.stripe.param.SubscriptionListParams;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.model.Page;
import dev.trueup.model.RunKind;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.UserPages;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All customers at once, read by pages of 0.4 s each from providers that refuse what is over their limits. */
final class BulkBenchmarks {

    private static final Duration PAGE = Duration.ofMillis(400);
    private static final double HIGH_SHARE = 0.92;
    private static final double DEFAULT_SHARE = 0.5;
    private static final int SERIAL = 2_000;

    private BulkBenchmarks() {}

    static void run() throws Exception {
        try (RedisProcess server = RedisServer.start()) {
            costs(server, 1_000);
            costs(server, 10_000);
            try (Providers providers = new Providers(20_000, PAGE)) {
                double serial = serial(providers);
                times(server, providers, HIGH_SHARE, serial);
                times(server, providers, DEFAULT_SHARE, serial);
            }
            try (Providers providers = new Providers(100_000, PAGE)) {
                times(server, providers, HIGH_SHARE, serial(providers));
            }
        }
    }

    /** At once, as far as the limits allow: this also brings the code up to speed. */
    private static void costs(RedisServer server, int size) throws Exception {
        try (Providers providers = new Providers(size, Duration.ZERO);
                Instance instance = new Instance(server, providers, HIGH_SHARE)) {
            instance.run(RunKind.REBUILD, size);
            calls("A1", "a rebuild", providers, "≤ 24.2");
            providers.forgetCalls();
            instance.run(RunKind.VERIFY, size);
            calls("A3", "a verification", providers, "≤ 25");
        }
    }

    private static void calls(String id, String what, Providers providers, String target) {
        System.out.printf(
                Locale.ROOT,
                "| %s | calls for %s of %,d, for each 1,000 | %.1f | – | – | %s |%n",
                id,
                what,
                providers.size(),
                providers.calls() * 1_000.0 / providers.size(),
                target);
    }

    private static void times(RedisServer server, Providers providers, double share, double serial) throws Exception {
        providers.forgetCalls();
        int refusedBefore = providers.refused();
        try (Instance instance = new Instance(server, providers, share)) {
            long start = System.nanoTime();
            instance.run(RunKind.REBUILD, providers.size());
            double wall = (System.nanoTime() - start) / 1e9;
            calls("A1", "a rebuild", providers, "≤ 24.2");
            double bound = (double) providers.busiest() / Providers.PER_ENDPOINT;
            System.out.printf(
                    Locale.ROOT,
                    "| A2 | rebuild of %,d, share %.2f, s | %.1f, of it %.1f reading | bound of the limits: %.1f (of the"
                            + " share: %.1f) | %.2f (%.2f) | ≤ 1.15 |%n",
                    providers.size(),
                    share,
                    wall,
                    providers.reading().toMillis() / 1e3,
                    bound,
                    bound / share,
                    wall / bound,
                    wall * share / bound);
            System.out.printf(
                    Locale.ROOT,
                    "| A2 | … beside one reader, %d calls refused | %.1f | page after page: %.1f | %.1f × | ≥ 8 ×, none"
                            + " refused |%n",
                    providers.refused() - refusedBefore,
                    wall,
                    serial,
                    serial / wall);
        }
    }

    /** Seconds that one reader would need for everything, from what it needs for the newest customers; writes nothing. */
    private static double serial(Providers providers) throws StripeException {
        StripeClient client = providers.stripeClient();
        long start = System.nanoTime();
        String customer = null;
        String subscription = null;
        for (int page = 0; page < SERIAL / 100; page++) {
            StripeCollection<Customer> customers = client.v1()
                    .customers()
                    .list(CustomerListParams.builder()
                            .setLimit(100L)
                            .setStartingAfter(customer)
                            .build());
            customer = last(customers);
            StripeCollection<Subscription> subscriptions = client.v1()
                    .subscriptions()
                    .list(SubscriptionListParams.builder()
                            .setLimit(100L)
                            .setStartingAfter(subscription)
                            .build());
            subscription = last(subscriptions);
        }
        users(ClerkDirectory.builder(providers.clerkClient()).build().pages());
        return (System.nanoTime() - start) / 1e9 * providers.size() / SERIAL;
    }

    private static void users(UserPages pages) {
        @Nullable String next = null;
        for (int page = 0; page < SERIAL / 500; page++) {
            Page<UserProfile> users = pages.users(next, new CallMeter());
            next = users.next();
        }
    }

    private static <T extends HasId> String last(StripeCollection<T> page) {
        return page.getData().get(page.getData().size() - 1).getId();
    }
}
