package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.memory.MemoryLeases;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.UserMetadata;
import dev.trueup.stripe.StripeActions;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintStream;
import java.util.Optional;

/** From hand-written keys, {@code user:ID} with the customer and {@code customer:ID} with its JSON, to Trueup. */
public final class OldKeys {

    private OldKeys() {}

    /** Runs the example. */
    public static void main(String... args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        RedisClient client = RedisClient.create();
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                RedisProcess server = RedisServer.start();
                StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()));
                StripeDirectory billing =
                        StripeDirectory.builder(Services.stripe(stripe)).build();
                StripeActions actions =
                        StripeActions.builder(Services.stripe(stripe)).build()) {
            ClerkDirectory users = ClerkDirectory.builder(Services.clerk(clerk)).build();
            Trueup trueup = Trueup.builder()
                    .cache(MemoryCustomerCache.create())
                    .users(users)
                    .billing(billing)
                    .customers(actions)
                    .leases(MemoryLeases.create())
                    .metadata(users)
                    .build();
            RedisCommands<String, String> redis = connection.sync();
            for (String name : new String[] {"ann", "bob", "eve"}) {
                clerk.createUser(it -> it.id("user_" + name).email(name + "@example.com"));
            }
            stripe.createCustomer(it -> it.id("cus_ann").userId("user_ann"));
            stripe.createCustomer(it -> it.id("cus_bob")); // carries nobody: only the old key knows
            redis.set("user:user_ann", "cus_ann");
            redis.set("user:user_bob", "cus_bob");
            redis.set("user:user_eve", "cus_ann"); // a mistake of long ago

            OldKeys.read(trueup, redis, new UserId("user_ann"))
                    .ifPresent(it -> out.println("Read by its old key: " + it.customerId()));
            importAll(trueup, billing, actions, users, redis, out);
            trueup.close();
        } finally {
            client.shutdown();
        }
    }

    static Optional<CustomerSnapshot> read(Trueup trueup, RedisCommands<String, String> redis, UserId user) {
        // region migrating-dual-read
        Optional<CustomerSnapshot> known = trueup.cache().find(user);
        if (known.isPresent()) {
            return known;
        }
        String old = redis.get("user:" + user); // a hint where to look; what Stripe says counts
        RefreshResult result =
                old == null ? trueup.sync().refresh(user) : trueup.sync().refresh(new CustomerId(old), user);
        return Optional.ofNullable(result.snapshot()).filter(it -> it.userId().equals(user));
        // endregion
    }

    static void importAll(
            Trueup trueup,
            BillingDirectory billing,
            CustomerWriter customers,
            UserMetadata metadata,
            RedisCommands<String, String> redis,
            PrintStream out) {
        // region migrating-import
        ScanIterator<String> keys = ScanIterator.scan(redis, KeyScanArgs.Builder.matches("user:*"));
        keys.forEachRemaining(key -> {
            UserId user = new UserId(key.substring("user:".length()));
            CustomerId customer = new CustomerId(redis.get(key));
            BillingCustomer now = billing.find(customer).customer();
            if (now.isFree()) {
                customers.adopt(customer, user); // your own mapping is the proof
            } else if (!now.belongsTo(user)) {
                out.println("Look at " + user + ": " + customer + " is " + now.presence() + " and not theirs");
                return;
            }
            metadata.fileCustomer(user, customer);
            RefreshResult result = trueup.sync().refresh(customer, user);
            out.println("Imported " + user + ": " + result.outcome());
        });
        // endregion
    }
}
