package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunState;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that rebuild are killed, one after the other, and the last one goes on to the end, with journal, log and
 * leases in Redis or in PostgreSQL. {@code
 * -Dtrueup.rebuild.seed} repeats the choices of a run, though not its timing.
 */
@ParameterizedClass
@EnumSource(value = Keeping.class, names = "REDIS") // DatabaseKilledTest has the other
class RebuildKilledTest {

    private static final int SIZE = 10_000;

    /** Of each of two lists so many ranges are read at a time, and of the users one. */
    private static final int OPEN = 2 * RunProcess.SETTINGS.readers() + 1;

    /** Later there is nothing that would have to be read again. */
    private static final int KILLS_WHILE_READING = 2;

    /** What a rebuild costs at most, however its lists happen to be divided. */
    private static final int MOST_UNBROKEN = 242;

    private final long seed = Long.getLong("trueup.rebuild.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final PagesAsked pages = new PagesAsked(stripe, clerk);
    private final Keeping keeping;
    private final Place place;
    private int kills;

    RebuildKilledTest(Keeping keeping) {
        this.keeping = keeping;
        this.place = keeping.place(clerk, stripe);
    }

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @Test
    @Timeout(300)
    @Tag("promise:B3")
    @Tag("promise:D9")
    void whoeverGoesOnAsksForNoMoreThanOnePageOfEachRangeAgain() throws InterruptedException {
        System.out.println("killed rebuilds, -Dtrueup.rebuild.seed=" + seed);
        Population.of(clerk, stripe, SIZE);
        clock.set(Instant.now());
        int unbroken = unbroken();
        long start = System.nanoTime();

        killAfter(RunProcess.NOTED, 1 + random.nextInt(100));
        killWhileAllWait();
        killAfter(RunProcess.PUT, 1 + random.nextInt(60));
        killAfter(RunProcess.PUT, 61 + random.nextInt(35));
        try (RunProcess last = new RunProcess(place, RunKind.REBUILD)) {
            assertThat(last.end()).as(seeded("state")).isEqualTo(RunState.SUCCEEDED);
        }

        Map<String, Integer> asked = pages.times();
        int repeated = pages.repeated();
        int calls = pages.calls();
        StoredRows rows = place.rows(stripe, clerk);
        System.out.printf(
                "%s, %d customers, %d kills in %.1f s: %d calls, %d unbroken; %d pages repeated; %d rows, %d wrong%n",
                keeping,
                SIZE,
                kills,
                (System.nanoTime() - start) / 1e9,
                calls,
                unbroken,
                repeated,
                rows.compared(),
                rows.wrong().size());
        assertThat(wrong()).as(seeded("wrong records")).isEmpty();
        assertThat(rows.wrong()).as(seeded("wrong rows")).isEmpty();
        assertThat(asked.values()).as(seeded("how often a page")).allMatch(it -> it <= kills + 1);
        assertThat(repeated).as(seeded("repeated pages")).isLessThanOrEqualTo(KILLS_WHILE_READING * OPEN);
        assertThat(calls).as(seeded("calls")).isLessThanOrEqualTo(MOST_UNBROKEN + KILLS_WHILE_READING * OPEN);
    }

    private Map<String, String> wrong() {
        try (House house = new House(place, Fittings.DEFAULT.withCacheTimeout(Duration.ofSeconds(5)))) {
            Set<String> users =
                    IntStream.range(0, SIZE).mapToObj(Population::user).collect(Collectors.toSet());
            return Truth.wrong(stripe, clerk, house.cache::findAll, users);
        }
    }

    /** How many calls it takes when nobody is killed. */
    private int unbroken() throws InterruptedException {
        try (House house = new House(keeping.place(clerk, stripe), Fittings.DEFAULT)) {
            assertThat(house.trueup.bulk().rebuild().await().state()).isEqualTo(RunState.SUCCEEDED);
        }
        int calls = pages.calls();
        pages.clear();
        return calls;
    }

    private void killAfter(String step, int times) {
        try (RunProcess process = new RunProcess(place, RunKind.REBUILD)) {
            process.await(step, times);
            process.kill();
        }
        killed("after " + times + " times " + step);
    }

    /** The worst moment: every reader has asked for a page, and none has noted it. */
    private void killWhileAllWait() {
        int more = random.nextInt(30);
        try (Gate gate = stripe.faults()
                        .onMatching("GET", "/v1/(customers|subscriptions)")
                        .afterFirst(more)
                        .holdAnswer();
                RunProcess process = new RunProcess(place, RunKind.REBUILD)) {
            gate.awaitArrived(OPEN - 1, Duration.ofSeconds(60));
            process.kill();
        } finally {
            stripe.faults().clear();
        }
        killed("while all wait for the page after " + more);
    }

    private void killed(String when) {
        kills++;
        System.out.printf("killed %s; %d calls, %d pages repeated so far%n", when, pages.calls(), pages.repeated());
    }

    private String seeded(String what) {
        return what + ", with -Dtrueup.rebuild.seed=" + seed;
    }
}
