package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.fixture.Gate;
import dev.trueup.model.Lease;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsTest {

    private final BulkFixture fixture = new BulkFixture();
    private final Gate gate = new Gate();

    @BeforeEach
    void addAnn() {
        fixture.users.add(ANN, null, null, CUS_1);
        fixture.billing.add(live(CUS_1, ANN));
    }

    @AfterEach
    void close() {
        gate.open();
        fixture.close();
    }

    @Test
    void aRunIsNotedWhenItBeginsAndWhenItEnds() throws InterruptedException {
        fixture.pages.afterCustomers(gate::pass);
        BulkRun run = fixture.bulk.rebuild();
        gate.awaitArrival();

        RunReport begun = fixture.runs.find(run.id()).orElseThrow();
        assertThat(begun.state()).isEqualTo(RunState.RUNNING);
        assertThat(begun.finishedAt()).isNull();
        gate.open();
        RunReport ended = run.await();

        assertThat(fixture.runs.find(run.id())).contains(ended);
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended.counts().calls())
                .as("count, users, customers, subscriptions, events")
                .isEqualTo(5);
        assertThat(fixture.leases.held()).isEmpty();
    }

    @Test
    void aRunWhoseLeaseHasGoneToAnotherInstanceStops() throws InterruptedException {
        fixture.pages.afterCustomers(gate::pass);
        BulkSync hasty = fixture.bulk(BulkSettings.DEFAULT.withLease(Duration.ofMillis(40)), fixture.clock);
        BulkRun run = hasty.rebuild();
        gate.awaitArrival();

        fixture.leases.held().replaceAll((task, lease) -> new Lease(task, "another instance"));
        while (!run.report().state().isOver() && !run.isStopping()) {
            Thread.onSpinWait();
        }
        gate.open();

        RunReport report = run.await();
        assertThat(report.state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(report.remarks()).containsExactly("stopped: its lease has gone to another instance");
    }

    @Test
    void aRunThatHasNotShownForLongThatItLivesWasInterrupted() {
        RunReport dead = report(RunState.RUNNING);
        fixture.runs.record(dead);
        fixture.clock.advance(BulkSettings.DEFAULT.lease().multipliedBy(2));
        assertThat(fixture.bulk.find(dead.id()).orElseThrow().state()).isEqualTo(RunState.RUNNING);

        fixture.clock.advance(Duration.ofSeconds(1));

        RunReport found = fixture.bulk.find(dead.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(found.finishedAt()).isEqualTo(dead.updatedAt());
        assertThat(fixture.bulk.latest(RunKind.REBUILD, 1)).containsExactly(found);
    }

    @Test
    void withoutALogNothingBegins() {
        fixture.runs.away(true);

        assertThatExceptionOfType(SourceUnavailableException.class).isThrownBy(fixture.bulk::rebuild);

        assertThat(fixture.leases.held()).isEmpty();
        assertThat(fixture.progress).isEmpty();
    }

    @Test
    void aCloseInterruptsWhatIsAtWork() throws InterruptedException {
        fixture.pages.afterCustomers(gate::pass);
        BulkRun run = fixture.bulk.rebuild();
        gate.awaitArrival();
        Thread closing = new Thread(fixture.bulk::close);
        closing.start();
        while (!run.isStopping()) {
            Thread.onSpinWait();
        }
        gate.open();
        closing.join();

        assertThat(run.report().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(fixture.runs.journals()).containsKey(run.id());
    }

    @Test
    void someCustomersAreReadOneByOne() throws InterruptedException {
        RunReport report = fixture.bulk.refresh(List.of(ANN)).await();

        assertThat(report.kind()).isEqualTo(RunKind.REFRESH);
        assertThat(report.counts().written()).isOne();
        assertThat(fixture.recorded(ANN)).contains(CUS_1);
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.bulk.resume(RunKind.REFRESH));
    }

    private RunReport report(RunState state) {
        return new Tally("run_dead", RunKind.REBUILD, fixture.clock.instant(), new CallMeter(), fixture.clock)
                .report(state, null);
    }
}
