package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BulkScheduleTest {

    private final BulkFixture fixture = new BulkFixture();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        fixture.close();
    }

    @Test
    @Tag("promise:B13")
    void instancesTakeTurnsAndNoneRunsBeforeItIsDue() throws Exception {
        fixture.users.add(ANN, null, null);
        fixture.billing.add(live(CUS_1, ANN));
        try (BulkSchedule one = schedule(instance());
                BulkSchedule other = schedule(instance())) {
            awaitRuns(3);
        }

        List<RunReport> runs = fixture.runs.latest(RunKind.VERIFY, 10);
        for (int i = 1; i < runs.size(); i++) {
            assertThat(Duration.between(runs.get(i).startedAt(), runs.get(i - 1).startedAt()))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(800));
        }
    }

    @Test
    @Tag("promise:B13")
    void aRunThatFailedIsResumed() throws Exception {
        fixture.users.add(ANN, null, null);
        fixture.billing.add(live(CUS_1, ANN));
        fixture.pages.afterCustomers(fixture.cache::goAway);
        RunReport failed = instance().verify().await();
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        fixture.cache.comeBack();

        try (BulkSchedule schedule = schedule(instance())) {
            awaitRuns(2);
        }

        assertThat(fixture.runs.find(failed.id()))
                .hasValueSatisfying(it -> assertThat(it.state()).isEqualTo(RunState.SUCCEEDED));
    }

    @Test
    void aScheduleThatIsClosedStartsNothing() throws Exception {
        schedule(instance()).close();

        scheduler.shutdown();
        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.runs.latest(null, 10)).isEmpty();
    }

    @Test
    void aKindThatNeedsToBeToldOfWhomAndAPeriodThatIsTooShortAreRefused() {
        BulkSchedule.Builder builder = BulkSchedule.builder(fixture.bulk, scheduler);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.every(Duration.ofDays(1), RunKind.REFRESH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.every(Duration.ofMillis(999), RunKind.VERIFY))
                .withMessage("period must be at least PT1S but is PT0.999S");
    }

    private BulkSync instance() {
        return fixture.bulk(BulkSettings.DEFAULT.withPatience(Duration.ofMillis(50)), Clock.systemUTC());
    }

    private BulkSchedule schedule(BulkSync bulk) {
        return BulkSchedule.builder(bulk, scheduler)
                .every(Duration.ofSeconds(1), RunKind.VERIFY)
                .start();
    }

    private void awaitRuns(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (fixture.told.size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(fixture.told).hasSizeGreaterThanOrEqualTo(count);
    }
}
