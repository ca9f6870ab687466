package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.BulkRun;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.UserId;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all customers cost at once, counted at Clerk and Stripe. */
class RebuildCostTest {

    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final House house = House.shared(clerk, stripe);

    @AfterEach
    void close() {
        house.close();
        stripe.close();
        clerk.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000})
    @Tag("promise:B1")
    void aRebuildCostsNoMoreForEachThousandHoweverManyThereAre(int size) throws InterruptedException {
        Population.of(clerk, stripe, size);
        clock.set(Instant.now());

        BulkRun run = house.trueup.bulk().rebuild();
        RunReport report = run.await();

        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.counts().seen()).isEqualTo(size);
        assertThat(report.counts().failed()).isZero();
        assertThat(house.cache.findCustomerId(new UserId(Population.user(size / 2))))
                .isPresent();
        assertThat(report.counts().calls())
                .isEqualTo(clerk.calls().count() + stripe.calls().count());
        assertThat(report.counts().calls() * 1_000.0 / size).isLessThanOrEqualTo(24.2);
    }
}
