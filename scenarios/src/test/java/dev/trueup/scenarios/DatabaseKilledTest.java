package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunState;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresProcess;
import dev.trueup.testservers.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * PostgreSQL, where a run keeps all but the cache, is killed and comes back while the run waits for it; then the process
 * of the run is killed, and another one goes on; and all that several times. {@code -Dtrueup.rebuild.seed} repeats the
 * choices, though not the timing.
 */
class DatabaseKilledTest {

    private static final int SIZE = 2_500;
    private static final int ROUNDS = 2;

    /** So seldom is it waited for that no run ends before. */
    private static final int MOST_NOTES = 8;

    private final long seed = Long.getLong("trueup.rebuild.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Instant now = Instant.now();
    private final SettableClock clock = SettableClock.at(now.minus(Duration.ofDays(400)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final PagesAsked pages = new PagesAsked(stripe, clerk);
    private final PostgresProcess postgres = PostgresServer.start();
    private final Place place = Keeping.REDIS.place(clerk, stripe).with(postgres);

    @AfterEach
    void close() {
        postgres.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Timeout(300)
    @Tag("promise:B3")
    @Tag("promise:D9")
    void aRebuildEndsWithEveryRowRight() {
        Population.of(clerk, stripe, SIZE, now.minus(Duration.ofMinutes(1)));
        clock.set(now);

        killBothAgainAndAgain(RunKind.REBUILD, 2 * RunProcess.SETTINGS.readers() + 1);
    }

    @Test
    @Timeout(300)
    @Tag("promise:B14")
    @Tag("promise:D9")
    void aLoadOfPaymentsEndsWithEveryRowRight() throws InterruptedException {
        Population.of(clerk, stripe, SIZE, now.minus(Duration.ofMinutes(1)));
        for (int i = 0; i < SIZE; i++) {
            clock.set(now.minus(Duration.ofHours(3L * (SIZE - i))));
            pay(Population.customer(i), i);
        }
        clock.set(now);
        try (House house = new House(place, Fittings.DEFAULT)) {
            assertThat(house.trueup.bulk().rebuild().await().state()).isEqualTo(RunState.SUCCEEDED);
        }
        pages.clear();

        killBothAgainAndAgain(RunKind.PAYMENTS, 3 * RunProcess.SETTINGS.readers());
    }

    private void pay(String customer, int number) {
        String charge = stripe.payments().pay(customer, 1_000 + number, "usd");
        String invoice = stripe.payments().invoice(customer, it -> it.total(500 + number));
        switch (number % 4) {
            case 0 -> stripe.payments().refund(charge, 100);
            case 1 -> stripe.payments().payInvoice(invoice);
            case 2 -> stripe.payments().failInvoice(invoice, "card_declined");
            default -> stripe.payments().voidInvoice(invoice);
        }
    }

    /**
     * Kills database and process in each round, and then looks at every row.
     *
     * @param open how many pages are asked for at a time
     */
    private void killBothAgainAndAgain(RunKind kind, int open) {
        System.out.println("database killed, -Dtrueup.rebuild.seed=" + seed);
        long start = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            try (RunProcess process = new RunProcess(place, kind)) {
                process.await(RunProcess.NOTED, 1 + random.nextInt(MOST_NOTES));
                postgres.restart();
                process.await(RunProcess.NOTED, 1 + random.nextInt(MOST_NOTES));
                process.kill();
            }
        }
        try (RunProcess last = new RunProcess(place, kind)) {
            last.await(RunProcess.NOTED, 1);
            postgres.restart();
            assertThat(last.end()).as(seeded("state")).isEqualTo(RunState.SUCCEEDED);
        }

        int repeated = pages.repeated();
        StoredRows rows = place.rows(stripe, clerk);
        System.out.printf(
                "%s: %d kills of the process and %d of PostgreSQL in %.1f s; %d calls, %d pages repeated;"
                        + " %d rows, %d wrong%n",
                kind,
                ROUNDS,
                ROUNDS + 1,
                (System.nanoTime() - start) / 1e9,
                pages.calls(),
                repeated,
                rows.compared(),
                rows.wrong().size());
        assertThat(rows.wrong()).as(seeded("wrong rows")).isEmpty();
        assertThat(pages.times().values()).as(seeded("how often a page")).allMatch(it -> it <= ROUNDS + 1);
        assertThat(repeated).as(seeded("repeated pages")).isLessThanOrEqualTo(ROUNDS * open);
    }

    private String seeded(String what) {
        return what + ", with -Dtrueup.rebuild.seed=" + seed;
    }
}
