package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trueup.bulk.BulkRun;
import dev.trueup.bulk.RunInProgressException;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two instances that want the same, with leases and log of runs in Redis or in PostgreSQL. */
@ParameterizedClass
@EnumSource(Keeping.class)
class OneRunAtATimeTest {

    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.start();
    private final House one;
    private final House other;

    OneRunAtATimeTest(Keeping keeping) {
        Place place = keeping.place(clerk, stripe);
        one = new House(place, Fittings.DEFAULT);
        other = new House(place, Fittings.DEFAULT);
    }

    @AfterEach
    void close() {
        other.close();
        one.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:B7")
    void oneRunsAndTheOtherIsToldWhich() throws InterruptedException {
        Population.of(clerk, stripe, 100);
        Gate gate = stripe.faults().on("GET", "/v1/customers").hold();
        BulkRun run = one.trueup.bulk().rebuild();

        assertThatExceptionOfType(RunInProgressException.class)
                .isThrownBy(() -> other.trueup.bulk().rebuild())
                .satisfies(e -> assertThat(e.runId()).isEqualTo(run.id()));
        assertThatExceptionOfType(RunInProgressException.class)
                .isThrownBy(() -> one.trueup.bulk().resume(RunKind.REBUILD))
                .satisfies(e -> assertThat(e.runId()).isEqualTo(run.id()));
        assertThat(other.trueup.bulk().find(run.id()))
                .hasValueSatisfying(it -> assertThat(it.state()).isEqualTo(RunState.RUNNING));

        gate.release();
        assertThat(run.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(other.trueup.bulk().find(run.id())).contains(run.report());
        assertThat(other.trueup.bulk().rebuild().await().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void runsOfDifferentKindsDoNotWaitForEachOther() throws InterruptedException {
        Population.of(clerk, stripe, 100);
        Gate gate = stripe.faults().on("GET", "/v1/customers").times(1).hold();
        BulkRun rebuild = one.trueup.bulk().rebuild();
        gate.awaitArrived(1);

        RunReport verify = other.trueup.bulk().verify().await();
        gate.release();
        rebuild.await();

        assertThat(verify.state()).isEqualTo(RunState.SUCCEEDED);
        List<RunReport> latest = one.trueup.bulk().latest(null, 10);
        assertThat(latest).extracting(RunReport::kind).containsExactly(RunKind.VERIFY, RunKind.REBUILD);
    }

    @Test
    void whatAClosedInstanceLeftIsFinishedByAnother() throws InterruptedException {
        Population.of(clerk, stripe, 100);
        Gate gate = stripe.faults().on("GET", "/v1/customers").times(1).hold();
        BulkRun run = one.trueup.bulk().rebuild();
        gate.awaitArrived(1);
        run.cancel();
        gate.release();
        assertThat(run.await().state()).isEqualTo(RunState.INTERRUPTED);

        BulkRun resumed = other.trueup.bulk().resume(RunKind.REBUILD);

        assertThat(resumed.id()).isEqualTo(run.id());
        assertThat(resumed.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(resumed.report().counts().seen()).isEqualTo(100);
    }
}
