package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.memory.FallbackCustomerCache;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Life while Redis is away: a real Redis is killed and comes back empty. */
public final class RedisAway {

    private RedisAway() {}

    /** Runs the example. */
    public static void main(String... args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        RedisClient client = RedisClient.create();
        client.setOptions(RedisCustomerCache.recommendedOptions());
        UserId ann = new UserId("user_ann");
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                RedisProcess server = RedisServer.start();
                RedisCustomerCache redis = RedisCustomerCache.builder(client, RedisURI.create(server.uri()))
                        .build()) {
            clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
            stripe.createCustomer(
                    it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
            UserDirectory users = Services.users(clerk);
            BillingDirectory billing = Services.billing(stripe);

            // region redis-away
            CustomerLocator locator = new CustomerLocator(users, billing);
            Queue<UserId> missed = new ConcurrentLinkedQueue<>();
            CustomerCache cache = FallbackCustomerCache.builder(redis)
                    .loader(user -> locator.load(user, Instant.now()))
                    .onRecovery(missed::addAll)
                    .build();
            // endregion
            Trueup trueup =
                    Trueup.builder().cache(cache).users(users).billing(billing).build();
            trueup.sync().refresh(ann);
            tell(out, "With Redis", cache, ann);

            server.kill();
            tell(out, "Redis was killed", cache, ann);
            try {
                trueup.sync().refresh(ann);
            } catch (SourceUnavailableException e) {
                out.println("A refresh is refused and remembered: " + e.source() + " is away");
            }

            server.restart();
            while (missed.isEmpty()) {
                cache.read(ann); // recovery is noticed by whoever calls next
            }
            missed.forEach(user -> trueup.sync().refresh(user));
            tell(out, "Redis came back empty; " + missed + " synced again", cache, ann);
            trueup.close();
        } finally {
            client.shutdown();
        }
    }

    private static void tell(PrintStream out, String when, CustomerCache cache, UserId user) {
        CacheEntry entry = cache.read(user).orElseThrow();
        out.println(when + ": read from " + entry.source() + (entry.stale() ? ", stale" : ""));
    }
}
