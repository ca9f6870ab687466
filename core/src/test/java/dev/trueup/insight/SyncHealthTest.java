package dev.trueup.insight;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.model.HealthAlert.Name.API_ERRORS;
import static dev.trueup.model.HealthAlert.Name.AUTHENTICATION_ERRORS;
import static dev.trueup.model.HealthAlert.Name.CACHE_MISS_RATE;
import static dev.trueup.model.HealthAlert.Name.HIGH_UNSYNC_RATE;
import static dev.trueup.model.HealthAlert.Name.SLOW_RESPONSES;
import static dev.trueup.model.HealthAlert.Name.SYNC_FAILURES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trueup.fixture.Events;
import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.Samples;
import dev.trueup.model.Difference;
import dev.trueup.model.HealthAlert;
import dev.trueup.model.HealthAlert.Severity;
import dev.trueup.model.HealthCounts;
import dev.trueup.model.HealthTotals;
import dev.trueup.model.LinkResult;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SyncHealthTest {

    private static final Duration TOOK = Duration.ofMillis(100);
    private static final SyncReport IN_STEP = report(List.of(), List.of(), Recommendation.NONE);
    private static final SyncReport OUT_OF_STEP = report(
            List.of(new Difference("name", Source.CLERK, "Ann", "Anne")), List.of(), Recommendation.REFRESH_CACHE);
    private static final SyncReport UNDECIDED = report(
            List.of(), List.of(new Problem(Source.STRIPE, Problem.Kind.UNAVAILABLE)), Recommendation.RETRY_LATER);
    private static final RefreshResult REFRESHED =
            new RefreshResult(RefreshResult.Outcome.UPDATED, ANN, null, List.of());

    private final ManualClock clock = new ManualClock();
    private final SyncHealth health = new SyncHealth(HealthSettings.DEFAULT, clock);

    @Test
    void everyHappeningIsCountedAndItsRateReckoned() {
        for (int i = 0; i < 3; i++) {
            health.checked(IN_STEP, TOOK);
        }
        health.checked(OUT_OF_STEP, TOOK);
        health.checked(UNDECIDED, TOOK);
        health.cacheRead(9, 1, TOOK);
        health.refreshed(REFRESHED, TOOK);
        health.userSynced(
                new UserSyncResult(new LinkResult(LinkResult.Outcome.LINKED, ANN, CUS_1, List.of()), 1, null), TOOK);
        health.syncFailed(Source.STRIPE);
        health.sourceCalled(Source.CLERK, Duration.ofMillis(100), true);
        health.sourceCalled(Source.STRIPE, Duration.ofMillis(300), false);
        health.sourceCalled(Source.CACHE, Duration.ofMinutes(1), false);
        health.sessionChecked(true);
        health.sessionChecked(false);
        health.webhookFinished(new WebhookOutcome(WebhookOutcome.Status.REJECTED, null, null), TOOK);
        health.webhookFinished(
                new WebhookOutcome(
                        WebhookOutcome.Status.PROCESSED, Events.stripe("evt_1", "invoice.paid", CUS_1), null),
                TOOK);

        HealthCounts counts = health.report().counts();

        assertThat(counts).isEqualTo(new HealthCounts(3, 1, 1, 9, 1, 3, 1, 2, 1, Duration.ofMillis(400), 4, 2));
        assertThat(counts.checks()).isEqualTo(5);
        assertThat(counts.unsyncRate()).isEqualTo(0.25);
        assertThat(counts.cacheMissRate()).isEqualTo(0.1);
        assertThat(counts.cacheHitRate()).isEqualTo(0.9);
        assertThat(counts.syncFailureRate()).isEqualTo(1 / 3.0);
        assertThat(counts.apiErrorRate()).isEqualTo(0.5);
        assertThat(counts.authenticationErrorRate()).isEqualTo(0.5);
        assertThat(counts.meanResponse()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void whereNothingHappensNothingFiresAndEveryAlertIsListed() {
        assertThat(health.report().alerts()).extracting(HealthAlert::name).containsExactly(HealthAlert.Name.values());
        assertThat(health.report().alerts())
                .allSatisfy(it -> assertThat(it.firing()).isFalse())
                .allSatisfy(it -> assertThat(it.severity()).isEqualTo(Severity.WARNING))
                .allSatisfy(it -> assertThat(it.value()).isZero());
        assertThat(health.report().counts().cacheHitRate()).isEqualTo(1);
        assertThat(health.report().totals()).isNull();
    }

    @Test
    @Tag("promise:O5")
    void eachAlertFiresAboveItsThresholdAndNotAtIt() {
        reads(95, 5);
        checks(19, 1);
        syncs(19, 1);
        calls(99, 1);
        authentications(19, 1);
        assertThat(health.report().alerts()).noneMatch(HealthAlert::firing);

        reads(0, 1);
        checks(0, 1);
        syncs(0, 1);
        calls(0, 1);
        authentications(0, 1);

        assertThat(health.report().alerts())
                .filteredOn(HealthAlert::firing)
                .extracting(HealthAlert::name, HealthAlert::severity, HealthAlert::threshold)
                .containsExactly(
                        tuple(HIGH_UNSYNC_RATE, Severity.WARNING, 0.05),
                        tuple(CACHE_MISS_RATE, Severity.WARNING, 0.05),
                        tuple(SYNC_FAILURES, Severity.WARNING, 0.05),
                        tuple(API_ERRORS, Severity.WARNING, 0.01),
                        tuple(AUTHENTICATION_ERRORS, Severity.WARNING, 0.05));
    }

    @Test
    void missesOverATenthAreCritical() {
        reads(89, 11);

        HealthAlert alert = health.report().alert(CACHE_MISS_RATE);

        assertThat(alert).isEqualTo(new HealthAlert(CACHE_MISS_RATE, Severity.CRITICAL, 0.11, 0.1, true));
    }

    @Test
    void slowResponsesAreToldInMilliseconds() {
        for (int i = 0; i < 5; i++) {
            health.sourceCalled(Source.STRIPE, Duration.ofMillis(501), true);
        }

        assertThat(health.report().alert(SLOW_RESPONSES))
                .isEqualTo(new HealthAlert(SLOW_RESPONSES, Severity.WARNING, 501, 500, true));
        assertThat(health.report().alert(API_ERRORS).firing()).isFalse();
    }

    @Test
    void fewFailuresAreNoRate() {
        calls(0, 4);
        assertThat(health.report().alert(API_ERRORS))
                .isEqualTo(new HealthAlert(API_ERRORS, Severity.WARNING, 1, 0.01, false));

        calls(0, 1);
        assertThat(health.report().alert(API_ERRORS).firing()).isTrue();
    }

    @Test
    @Tag("promise:O5")
    void anAlertCeasesClearlyBelowItsThresholdOnly() {
        syncs(19, 2);
        assertThat(firing(SYNC_FAILURES)).isTrue();

        syncs(28, 0);
        assertThat(health.report().alert(SYNC_FAILURES).value()).isEqualTo(2 / 49.0);
        assertThat(firing(SYNC_FAILURES)).isTrue();

        syncs(2, 0);
        assertThat(firing(SYNC_FAILURES)).isFalse();

        syncs(0, 1);
        assertThat(health.report().alert(SYNC_FAILURES).value()).isGreaterThan(0.05);
        assertThat(firing(SYNC_FAILURES)).isTrue();
    }

    @Test
    void anAlertThatCeasedDoesNotFireAgainBelowItsThreshold() {
        syncs(46, 3);
        assertThat(firing(SYNC_FAILURES)).isTrue();
        syncs(30, 0);
        assertThat(firing(SYNC_FAILURES)).isFalse();

        syncs(0, 1);

        assertThat(health.report().alert(SYNC_FAILURES).value()).isEqualTo(0.05);
        assertThat(firing(SYNC_FAILURES)).isFalse();
    }

    @Test
    void aCriticalAlertBecomesAWarningBeforeItCeases() {
        reads(88, 12);
        assertThat(health.report().alert(CACHE_MISS_RATE).severity()).isEqualTo(Severity.CRITICAL);

        reads(51, 0);
        assertThat(health.report().alert(CACHE_MISS_RATE))
                .extracting(HealthAlert::severity, HealthAlert::firing)
                .containsExactly(Severity.WARNING, true);

        reads(150, 0);
        assertThat(firing(CACHE_MISS_RATE)).isFalse();
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        calls(0, 5);
        clock.advance(Duration.ofMinutes(4));
        calls(5, 0);
        assertThat(health.report().counts().calls()).isEqualTo(10);

        clock.advance(Duration.ofSeconds(61));

        assertThat(health.report().counts().calls()).isEqualTo(5);
        assertThat(health.report().counts().callFailures()).isZero();
        assertThat(firing(API_ERRORS)).isFalse();

        clock.advance(Duration.ofMinutes(5));
        assertThat(health.report().counts().calls()).isZero();
    }

    @Test
    void whatIsInTheWindowCountsAllTheTime() {
        calls(0, 5);

        for (int i = 0; i < 29; i++) {
            clock.advance(Duration.ofSeconds(10));
            assertThat(health.report().counts().calls()).isEqualTo(5);
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(health.report().counts().calls()).isZero();
    }

    @Test
    void theLastFailureOfAnEmptyingWindowKeepsAnAlertFiring() {
        calls(0, 5);
        clock.advance(Duration.ofMinutes(2));
        calls(0, 1);

        clock.advance(Duration.ofMinutes(4));

        assertThat(health.report().counts().calls()).isEqualTo(1);
        assertThat(firing(API_ERRORS)).isTrue();
    }

    @Test
    @Tag("promise:O5")
    void alertsAreTheSameHoweverSeldomSomebodyLooks() {
        SyncHealth lookedAt = new SyncHealth(HealthSettings.DEFAULT, clock);
        for (int minute = 0; minute < 40; minute++) {
            for (int call = 0; call < 10; call++) {
                boolean answered = (minute * call) % 7 != 3;
                health.sourceCalled(Source.STRIPE, TOOK, answered);
                lookedAt.sourceCalled(Source.STRIPE, TOOK, answered);
            }
            clock.advance(Duration.ofMinutes(minute % 4));
            lookedAt.report();
        }

        assertThat(health.report()).isEqualTo(lookedAt.report());
    }

    @Test
    void aClockThatIsSetBackALittleIsWaitedFor() {
        calls(5, 0);
        clock.advance(Duration.ofSeconds(-30));
        calls(1, 0);

        assertThat(health.report().counts().calls()).isEqualTo(6);
    }

    @Test
    void aClockThatIsSetBackByMoreThanTheWindowBeginsAnew() {
        calls(5, 0);
        clock.advance(Duration.ofHours(-3));
        calls(1, 0);

        assertThat(health.report().counts().calls()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(6));
        assertThat(health.report().counts().calls()).isZero();
    }

    @Test
    void theLastRunOverAllUsersTellsHowManyThereAre() {
        health.runFinished(run(RunKind.VERIFY, RunState.SUCCEEDED, 100, 0, 90, Map.of("record", 4L, "email", 6L)));
        assertThat(health.report().totals()).isEqualTo(new HealthTotals(Samples.NOW, RunKind.VERIFY, 100, 96, 90));

        health.runFinished(run(RunKind.REBUILD, RunState.FAILED, 10, 10, 0, Map.of()));
        health.runFinished(run(RunKind.CATCH_UP, RunState.SUCCEEDED, 10, 10, 0, Map.of()));
        assertThat(health.report().totals()).extracting(HealthTotals::kind).isEqualTo(RunKind.VERIFY);

        health.runFinished(run(RunKind.REBUILD, RunState.SUCCEEDED, 101, 11, 90, Map.of()));
        assertThat(health.report().totals()).isEqualTo(new HealthTotals(Samples.NOW, RunKind.REBUILD, 101, 101, 101));

        // Three records of users whom Clerk does not know any more went away besides.
        health.runFinished(run(RunKind.REBUILD, RunState.SUCCEEDED, 101, 14, 90, Map.of()));
        assertThat(health.report().totals()).extracting(HealthTotals::synced).isEqualTo(101L);
    }

    @Test
    void manyThreadsLoseNoCount() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int thread = 0; thread < 8; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 5_000; i++) {
                    health.sourceCalled(Source.STRIPE, Duration.ofNanos(7), i % 2 == 0);
                    health.cacheRead(2, 1, TOOK);
                    if (i % 100 == 0) {
                        health.report();
                    }
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        HealthCounts counts = health.report().counts();
        assertThat(counts.calls()).isEqualTo(40_000);
        assertThat(counts.callFailures()).isEqualTo(20_000);
        assertThat(counts.callTime()).isEqualTo(Duration.ofNanos(280_000));
        assertThat(counts.cacheHits()).isEqualTo(80_000);
        assertThat(counts.cacheMisses()).isEqualTo(40_000);
    }

    private boolean firing(HealthAlert.Name name) {
        return health.report().alert(name).firing();
    }

    private void checks(int good, int bad) {
        times(good, () -> health.checked(IN_STEP, TOOK));
        times(bad, () -> health.checked(OUT_OF_STEP, TOOK));
    }

    private void reads(int hits, int misses) {
        health.cacheRead(hits, misses, TOOK);
    }

    private void syncs(int good, int bad) {
        times(good, () -> health.refreshed(REFRESHED, TOOK));
        times(bad, () -> health.syncFailed(Source.CLERK));
    }

    private void calls(int good, int bad) {
        times(good, () -> health.sourceCalled(Source.STRIPE, TOOK, true));
        times(bad, () -> health.sourceCalled(Source.STRIPE, TOOK, false));
    }

    private void authentications(int good, int bad) {
        times(good, () -> health.sessionChecked(true));
        times(bad, () -> health.sessionChecked(false));
    }

    private static void times(int number, Runnable happening) {
        for (int i = 0; i < number; i++) {
            happening.run();
        }
    }

    private static SyncReport report(
            List<Difference> differences, List<Problem> problems, Recommendation recommendation) {
        return new SyncReport(ANN, null, differences, problems, recommendation);
    }

    private static RunReport run(
            RunKind kind, RunState state, long seen, long written, long unchanged, Map<String, Long> differences) {
        return new RunReport(
                "run_1",
                kind,
                state,
                Samples.NOW.minusSeconds(60),
                Samples.NOW,
                Samples.NOW,
                new RunCounts(seen, written, unchanged, 0, seen, 9, Duration.ZERO),
                null,
                List.of(),
                differences,
                List.of(),
                List.of(),
                null);
    }
}
