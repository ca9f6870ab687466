package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;

/** Why a put takes a ticket: a reader that was slow cannot bring a cancelled subscription back. */
public final class SlowReader {

    private SlowReader() {}

    /** Runs the example. */
    public static void main(String... args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start()) {
            stripe.createCustomer(
                    it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
            stripe.createSubscription(
                    "cus_ann", it -> it.id("sub_pro").price("price_pro").status("active"));
            clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
            BillingDirectory billing = Services.billing(stripe);
            CustomerCache cache = MemoryCustomerCache.create();
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(Services.users(clerk))
                    .billing(billing)
                    .build();
            UserId ann = new UserId("user_ann");
            trueup.sync().refresh(ann);
            CustomerSnapshot read = cache.find(ann).orElseThrow();

            out.println("A slow worker takes its ticket and reads: " + status(read));
            Ticket ticket = cache.ticket(ann);

            stripe.cancelSubscription("sub_pro");
            trueup.sync().refresh(ann);
            out.println("Ann cancels; a sync that began later has put: "
                    + status(cache.find(ann).orElseThrow()));

            out.println("The slow worker puts what it read: " + cache.put(ticket, read));
            out.println("The cache still says: " + status(cache.find(ann).orElseThrow()));
            trueup.close();
        }
    }

    private static String status(CustomerSnapshot snapshot) {
        return snapshot.subscriptions().get(0).status();
    }
}
