package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.CustomerCache;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Refreshes many users one after another, with progress and an honest list of those that failed. */
public final class ManyUsers {

    private ManyUsers() {}

    /** Runs the example. */
    public static void main(String... args) {
        run(System.out, System.console() != null, 500);
    }

    static void run(PrintStream out, boolean terminal, int number) {
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start()) {
            List<UserId> users = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                UserId user = new UserId("user_" + i);
                String customer = "cus_" + i;
                users.add(user);
                clerk.createUser(it -> it.id(user.value()).privateMetadata("stripeCustomerId", customer));
                stripe.createCustomer(it -> it.id(customer).userId(user.value()));
            }
            CustomerCache cache = MemoryCustomerCache.create();
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(Services.users(clerk))
                    .billing(Services.billing(stripe))
                    .build();

            Progress progress = new Progress(out, "refreshing", terminal);
            int done = 0;
            List<UserId> failed = new ArrayList<>();
            for (UserId user : users) {
                try {
                    trueup.sync().refresh(user);
                } catch (SourceUnavailableException e) {
                    failed.add(user);
                }
                done++;
                progress.reached(done, users.size());
            }
            out.println("cached " + cache.findAll(users).size() + " of " + users.size() + ", failed: " + failed);
            trueup.close();
        }
    }
}
