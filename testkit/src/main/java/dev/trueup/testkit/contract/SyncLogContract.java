package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.Drift;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SyncLog} has to do. Extend it, say how a log is made, and run it as a JUnit test. Not thread-safe, as
 * JUnit uses it.
 */
public abstract class SyncLogContract {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456789Z");

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyLog first
    private SyncLog log;

    @SuppressWarnings("NullAway.Init")
    private Namespace namespace;

    /**
     * Makes a log with room for a thousand runs at least. Called for each test with a namespace that no other test uses,
     * and within a test again with the same or another namespace: then they have to be of the same store.
     */
    protected abstract SyncLog createLog(Namespace namespace) throws Exception;

    /** Closes what {@link #createLog} opened. Does nothing by default. */
    protected void closeLogs() throws Exception {}

    @BeforeEach
    final void startWithAnEmptyLog() throws Exception {
        namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        log = createLog(namespace);
    }

    @AfterEach
    final void close() throws Exception {
        closeLogs();
    }

    @Test
    final void knowsNothingOfARunNeverNoted() {
        assertThat(log.find("run_1")).isEmpty();
        assertThat(log.latest(null, 1_000)).isEmpty();
        assertThat(log.latest(RunKind.REBUILD, 1)).isEmpty();
    }

    @Test
    final void keepsEveryField() {
        RunReport full = new RunReport(
                "run-1_用户:{}%",
                RunKind.REPAIR,
                RunState.FAILED,
                NOON,
                NOON.plusSeconds(60),
                NOON.plusSeconds(61),
                new RunCounts(1, 2, 3, 4, 5L, Long.MAX_VALUE, Duration.ofSeconds(90, 5)),
                Duration.ofMillis(1_500),
                IntStream.range(0, RunReport.SHOWN)
                        .mapToObj(i -> new RunFailure("user_" + i, "no answer \"from\" \\ Stripe\n\u0000\ud83d\ude00"))
                        .toList(),
                Map.of("email", 3L, "subscriptions.items.price.of.a.name.that.is.longer.than.most.names.are", 1L),
                IntStream.range(0, RunReport.SHOWN)
                        .mapToObj(i -> new Drift(
                                new UserId("user_用户" + i), "subscriptions[sub_" + i + "].status", Source.STRIPE))
                        .toList(),
                List.of("Webhooks are older than 30 days", ""),
                "Stripe did not answer");

        log.record(full);
        log.record(bare("run_2", RunKind.VERIFY, NOON));

        assertThat(log.find(full.id())).contains(full);
        assertThat(log.find("run_2")).contains(bare("run_2", RunKind.VERIFY, NOON));
    }

    @Test
    final void keepsEveryKindAndState() {
        for (RunKind kind : RunKind.values()) {
            for (RunState state : RunState.values()) {
                RunReport report = inState(bare("run_1", kind, NOON), state);
                log.record(report);
                assertThat(log.find("run_1")).contains(report);
            }
        }
    }

    @Test
    final void whatARunSaysLastIsInPlaceOfWhatItSaidBefore() {
        RunReport begun = bare("run_1", RunKind.REBUILD, NOON);
        RunReport ended = inState(begun, RunState.SUCCEEDED);

        log.record(begun);
        log.record(ended);

        assertThat(log.find("run_1")).contains(ended);
        assertThat(log.latest(null, 10)).containsExactly(ended);
        assertThat(log.latest(RunKind.REBUILD, 10)).containsExactly(ended);
    }

    @Test
    final void showsThoseThatBeganLastFirstInWhateverOrderTheyWereNoted() {
        List<RunReport> runs = runs(20);
        List<RunReport> mixed = new ArrayList<>(runs);
        Collections.shuffle(mixed, new Random(1));

        mixed.forEach(log::record);

        assertThat(log.latest(null, 1_000)).isEqualTo(runs);
        assertThat(log.latest(null, 7)).isEqualTo(runs.subList(0, 7));
        assertThat(log.latest(null, 1)).containsExactly(runs.get(0));
    }

    @Test
    final void showsThoseOfAKind() {
        List<RunReport> runs = runs(4 * RunKind.values().length);
        runs.forEach(log::record);

        for (RunKind kind : RunKind.values()) {
            List<RunReport> expected =
                    runs.stream().filter(run -> run.kind() == kind).toList();
            assertThat(log.latest(kind, 1_000)).isEqualTo(expected).hasSize(4);
            assertThat(log.latest(kind, 2)).isEqualTo(expected.subList(0, 2));
        }
    }

    @Test
    final void aThousandRunsStayWhenMoreCome() {
        List<RunReport> runs = runs(1_010);
        List<RunReport> inTheirOrder = new ArrayList<>(runs);
        Collections.reverse(inTheirOrder);

        inTheirOrder.forEach(log::record);

        assertThat(log.latest(null, 1_000)).isEqualTo(runs.subList(0, 1_000));
    }

    @Test
    final void asManyAsAThousandCanBeAskedFor() {
        for (int limit : new int[] {-1, 0, 1_001}) {
            assertThatThrownBy(() -> log.latest(null, limit)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void othersOfTheSameNamespaceSeeItAndOthersDoNot() throws Exception {
        RunReport report = bare("run_1", RunKind.CATCH_UP, NOON);
        log.record(report);

        assertThat(createLog(namespace).find("run_1")).contains(report);
        assertThat(createLog(namespace).latest(RunKind.CATCH_UP, 1)).containsExactly(report);
        Namespace other = new Namespace("contract", namespace.account(), true);
        assertThat(createLog(other).find("run_1")).isEmpty();
        assertThat(createLog(other).latest(null, 1)).isEmpty();
    }

    @Test
    final void runsThatAreNotedAtOnceAreAllThere() throws Exception {
        List<RunReport> runs = runs(80);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> noted = new ArrayList<>();
            for (RunReport run : runs) {
                noted.add(callers.submit(() -> log.record(run)));
            }
            for (Future<?> one : noted) {
                one.get();
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(log.latest(null, 1_000)).isEqualTo(runs);
    }

    /** So many runs of all kinds, a second apart, those that began last first. */
    private static List<RunReport> runs(int number) {
        RunKind[] kinds = RunKind.values();
        return IntStream.range(0, number)
                .mapToObj(i -> bare("run_" + i, kinds[i % kinds.length], NOON.minusSeconds(i)))
                .toList();
    }

    private static RunReport bare(String id, RunKind kind, Instant startedAt) {
        return new RunReport(
                id,
                kind,
                RunState.RUNNING,
                startedAt,
                startedAt,
                null,
                RunCounts.NONE,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private static RunReport inState(RunReport run, RunState state) {
        return new RunReport(
                run.id(),
                run.kind(),
                state,
                run.startedAt(),
                run.updatedAt().plusSeconds(1),
                state.isOver() ? run.updatedAt().plusSeconds(1) : null,
                run.counts(),
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }
}
