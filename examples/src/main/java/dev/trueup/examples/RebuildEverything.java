package dev.trueup.examples;

import com.clerk.backend_api.Clerk;
import com.stripe.StripeClient;
import dev.trueup.Trueup;
import dev.trueup.bulk.BulkRun;
import dev.trueup.bulk.BulkSchedule;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkLimits;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.memory.MemoryLeases;
import dev.trueup.memory.MemoryRunJournal;
import dev.trueup.memory.MemorySyncLog;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.spi.CustomerCache;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.stripe.StripeLimits;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;

/** Writes the records of many customers by pages, then finds and mends those few that have changed behind its back. */
public final class RebuildEverything {

    private static final int MANY = 10_000;

    /** The fakes bear more than the services do. */
    private static final StripeLimits STRIPE =
            StripeLimits.builder().perEndpoint(1_000).overall(1_000).build();

    private static final ClerkLimits CLERK = ClerkLimits.of(10_000, Duration.ofSeconds(10));

    private RebuildEverything() {}

    /** Runs the example, with as many customers as its argument says. */
    public static void main(String... args) throws InterruptedException {
        run(System.out, System.console() != null, args.length == 0 ? MANY : Integer.parseInt(args[0]));
    }

    static void run(PrintStream out, boolean terminal, int number) throws InterruptedException {
        SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start(clock)) {
            populate(clerk, stripe, number);
            clock.set(Instant.now());
            CustomerCache cache = MemoryCustomerCache.create();
            Trueup trueup = wire(cache, Services.clerk(clerk), Services.stripe(stripe), CLERK, STRIPE);
            rebuild(trueup, out, terminal);

            out.println("Ann's payment fails, Bob moves, Cleo's customer is deleted, and no webhook tells us.");
            stripe.updateSubscription("sub_1", it -> it.status("past_due"));
            clerk.updateUser("user_2", it -> it.email("bob@new.example"));
            stripe.updateCustomer("cus_2", it -> it.email("bob@new.example"));
            stripe.deleteCustomer("cus_3");
            mend(trueup, out);
            trueup.close();
        }
    }

    private static Trueup wire(
            CustomerCache cache, Clerk clerk, StripeClient stripe, ClerkLimits clerkLimits, StripeLimits stripeLimits) {
        // region bulk-wiring
        ClerkDirectory users = ClerkDirectory.builder(clerk).limits(clerkLimits).build();
        StripeDirectory billing =
                StripeDirectory.builder(stripe).limits(stripeLimits).build(); // shared with StripeActions

        Trueup trueup = Trueup.builder()
                .cache(cache)
                .users(users)
                .billing(billing)
                .pages(users.pages(), billing.pages())
                .leases(MemoryLeases.create()) // RedisLeases for more than one instance
                .runs(MemorySyncLog.create(), MemoryRunJournal.create()) // RedisSyncLog, RedisRunJournal
                .build();
        // endregion
        return trueup;
    }

    private static void rebuild(Trueup trueup, PrintStream out, boolean terminal) throws InterruptedException {
        Progress reading = new Progress(out, "reading", terminal);
        Progress writing = new Progress(out, "writing", terminal);
        // region bulk-rebuild
        BulkRun run = trueup.bulk().rebuild(); // goes on in threads of its own

        while (run.await(Duration.ofMillis(100)).isEmpty()) {
            show(run.report().counts(), reading, writing);
        }
        RunReport report = run.report();
        // endregion
        RunCounts counts = report.counts();
        show(counts, reading, writing);
        out.printf(
                "%s: %d seen, %d written, %d unchanged, %d failed, %.1f calls for each 1,000%n",
                report.state(),
                counts.seen(),
                counts.written(),
                counts.unchanged(),
                counts.failed(),
                1e3 * counts.calls() / counts.seen());
    }

    private static void mend(Trueup trueup, PrintStream out) throws InterruptedException {
        // region bulk-verify
        RunReport verified = trueup.bulk().verify().await(); // writes nothing
        verified.drift().forEach(it -> out.println("  " + it.user() + ": " + it.field() + ", says " + it.source()));

        RunReport repaired = trueup.bulk().repair().await(); // verifies, and mends what differs
        out.println("mended: " + repaired.counts().written());
        // endregion
        out.println("still different: " + trueup.bulk().verify().await().differences());
    }

    static BulkSchedule schedule(Trueup trueup, ScheduledExecutorService scheduler) {
        // region bulk-schedule
        BulkSchedule schedule = BulkSchedule.builder(trueup.bulk(), scheduler)
                .every(Duration.ofMinutes(5), RunKind.CATCH_UP)
                .every(Duration.ofDays(1), RunKind.VERIFY)
                .start(); // on every instance; one of them begins the run
        // endregion
        return schedule;
    }

    private static void show(RunCounts counts, Progress reading, Progress writing) {
        long total = Objects.requireNonNullElse(counts.total(), 0L);
        if (total > 0) {
            reading.reached(counts.seen(), total);
            writing.reached(counts.written() + counts.unchanged(), total);
        }
    }

    private static void populate(FakeClerk clerk, FakeStripe stripe, int number) {
        stripe.createPrice(it -> it.id("price_pro"));
        Instant first = Instant.now().minus(Duration.ofDays(1_000));
        for (int i = 1; i <= number; i++) {
            String user = "user_" + i;
            String customer = "cus_" + i;
            String subscription = "sub_" + i;
            String email = "person" + i + "@example.com";
            Instant at = first.plus(Duration.ofDays(999).multipliedBy(i).dividedBy(number));
            clerk.createUser(it ->
                    it.id(user).email(email).firstName("Person").lastName("Lee").createdAt(at));
            stripe.createCustomer(it ->
                    it.id(customer).email(email).name("Person Lee").userId(user).created(at));
            stripe.createSubscription(customer, it -> it.id(subscription)
                    .price("price_pro")
                    .status("active")
                    .created(at));
        }
    }
}
