package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Drift;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The billing store is compared as the cache is. */
@Tag("promise:B15")
class StoreVerificationTest {

    @AutoClose
    private final BulkFixture fixture = new BulkFixture();

    @BeforeEach
    void annIsInStepEverywhere() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME).add(BOB, null, null);
        fixture.billing.add(live(CUS_1, ANN, subscription("sub_1")));
        fixture.bulk.rebuild().await();
    }

    @Test
    void whatIsInStepDoesNotDiffer() throws InterruptedException {
        assertThat(verify().drift()).isEmpty();
    }

    @Test
    void aStoreThatIsBehindDiffers() throws InterruptedException {
        stored(ANN, live(CUS_1, ANN, subscription("sub_1", "past_due")));

        assertThat(verify().drift()).containsExactly(new Drift(ANN, "subscriptions[sub_1].status", Source.STORE));
        repair();
        assertThat(verify().drift()).isEmpty();
    }

    @Test
    void aStoreThatHasForgottenACustomerDiffers() throws InterruptedException {
        fixture.store.put(List.of(new Put(later(ANN), Finding.nothing())));

        assertThat(verify().drift()).containsExactly(new Drift(ANN, "record", Source.STORE));
        repair();
        assertThat(verify().drift()).isEmpty();
    }

    @Test
    void aCustomerWhomOnlyTheStoreHasDiffers() throws InterruptedException {
        stored(BOB, live(new CustomerId("cus_gone"), BOB));

        assertThat(verify().drift()).containsExactly(new Drift(BOB, "presence", Source.STORE));
        repair();
        assertThat(fixture.store.find(BOB)).isEmpty();
    }

    @Test
    void aCustomerOfAUserWhomNobodyKnowsDiffers() throws InterruptedException {
        UserId forgotten = new UserId("user_forgotten");
        stored(forgotten, live(new CustomerId("cus_gone"), forgotten, subscription("sub_gone")));

        assertThat(verify().drift()).containsExactly(new Drift(forgotten, "presence", Source.STORE));
        repair();
        assertThat(fixture.store.find(forgotten)).isEmpty();
    }

    @Test
    void soItDoesIfTheCacheHasItToo() throws InterruptedException {
        UserId forgotten = new UserId("user_forgotten");
        stored(forgotten, live(new CustomerId("cus_gone"), forgotten));
        fixture.cached(live(new CustomerId("cus_gone"), forgotten));

        assertThat(verify().drift()).containsExactly(new Drift(forgotten, "presence", Source.STRIPE));
        repair();
        assertThat(fixture.store.find(forgotten)).isEmpty();
        assertThat(fixture.recorded(forgotten)).isEmpty();
    }

    @Test
    void aCustomerOfAUserWhomClerkDoesNotKnowDiffers() throws InterruptedException {
        UserId deleted = new UserId("user_deleted");
        fixture.billing.add(live(CUS_2, deleted));
        stored(deleted, live(CUS_2, deleted));

        assertThat(verify().drift()).containsExactly(new Drift(deleted, "presence", Source.STORE));
        repair();
        assertThat(fixture.store.find(deleted)).isEmpty();
    }

    @Test
    @Tag("promise:B5")
    void aRebuildTakesRowsAwayThatAreOfNobodyThoughTheCacheHasForgottenThem() throws InterruptedException {
        UserId forgotten = new UserId("user_forgotten");
        UserId deleted = new UserId("user_deleted");
        fixture.billing.add(live(CUS_2, deleted));
        stored(forgotten, live(new CustomerId("cus_gone_1"), forgotten));
        stored(BOB, live(new CustomerId("cus_gone_2"), BOB));
        stored(deleted, live(CUS_2, deleted));
        fixture.clock.advance(Duration.ofSeconds(10));

        RunReport report = fixture.bulk.rebuild().await();

        assertThat(report.failures()).isEmpty();
        assertThat(fixture.store.users(null, 10)).containsExactly(ANN);
    }

    private RunReport verify() throws InterruptedException {
        RunReport report = fixture.bulk.verify().await();
        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        return report;
    }

    private void repair() throws InterruptedException {
        fixture.clock.advance(Duration.ofSeconds(10));
        assertThat(fixture.bulk.repair().await().state()).isEqualTo(RunState.SUCCEEDED);
    }

    private void stored(UserId user, BillingState state) {
        fixture.store.put(List.of(new Put(later(user), new Finding.Live(snapshot(state)))));
    }

    /** A little later than all that the fixture has put, and earlier than what it will put. */
    private Ticket later(UserId user) {
        return fixture.cache.ticket(user);
    }
}
