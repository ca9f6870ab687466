package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.CUS_3;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RebuildTest {

    private final BulkFixture fixture = new BulkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private RunReport rebuild() throws InterruptedException {
        RunReport report = fixture.bulk.rebuild().await();
        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        return report;
    }

    @Test
    void everyCustomerIsJoinedWithItsSubscriptions() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME).add(BOB, null, null);
        fixture.billing
                .add(live(CUS_1, ANN, subscription("sub_1"), subscription("sub_2", "canceled")))
                .add(live(CUS_2, BOB))
                .add(live(CUS_3, null, subscription("sub_3")));

        RunReport report = rebuild();

        assertThat(fixture.cache.find(ANN))
                .hasValueSatisfying(
                        it -> assertThat(it.customer().subscriptions()).containsExactlyInAnyOrder("sub_1", "sub_2"));
        assertThat(fixture.recorded(BOB)).contains(CUS_2);
        assertThat(report.counts().seen()).isEqualTo(3);
        assertThat(report.counts().written()).isEqualTo(2);
        assertThat(report.counts().unchanged()).as("nobody's customer").isOne();
        assertThat(fixture.runs.journals())
                .as("the journal of a run that succeeded")
                .isEmpty();
    }

    @Test
    void aRecordThatSaysTheSameIsUnchanged() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN, subscription("sub_1")));
        fixture.cached(live(CUS_1, ANN, subscription("sub_1")));

        RunReport report = rebuild();

        assertThat(report.counts().written()).isZero();
        assertThat(report.counts().unchanged()).isOne();
    }

    @Test
    @Tag("promise:B2")
    void aSyncThatBeginsMeanwhileWins() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN, subscription("sub_1", "active")));
        fixture.pages.afterCustomers(() -> {
            fixture.billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));
            fixture.sync.refresh(ANN);
            fixture.billing.add(live(CUS_1, ANN, subscription("sub_1", "active"))); // what an old page may say
        });

        rebuild();

        assertThat(fixture.cache.find(ANN).orElseThrow().subscriptions().get(0).status())
                .isEqualTo("canceled");
    }

    @Test
    void ofSeveralCustomersTheCachedOneIsUsed() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME, CUS_3);
        fixture.billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN)).add(live(CUS_3, ANN));
        fixture.cached(live(CUS_2, ANN));

        rebuild();

        assertThat(fixture.recorded(ANN)).contains(CUS_2);
        assertThat(fixture.told).anyMatch(it -> it.startsWith(ANN + " has " + CUS_2 + " and "));
    }

    @Test
    void elseTheOneThatIsNotedWithTheUser() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME, CUS_3);
        fixture.billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN)).add(live(CUS_3, ANN));

        rebuild();

        assertThat(fixture.recorded(ANN)).contains(CUS_3);
    }

    @Test
    @Tag("promise:B5")
    void theRecordOfADeletedCustomerGoes() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.cached(live(CUS_1, ANN));
        fixture.billing.delete(CUS_1);

        RunReport report = rebuild();

        assertThat(fixture.recorded(ANN)).isEmpty();
        assertThat(report.counts().written()).isOne();
    }

    @Test
    @Tag("promise:B5")
    void theRecordOfAUserWhomClerkDoesNotKnowGoesAndDoesNotComeBack() throws InterruptedException {
        fixture.billing.add(live(CUS_1, ANN));
        fixture.cached(live(CUS_1, ANN));

        rebuild();
        rebuild();

        assertThat(fixture.recorded(ANN)).isEmpty();
    }

    @Test
    void aUserWhomTheListLeftOutIsAskedFor() throws InterruptedException {
        fixture.pages.unlist(new UserProfile(ANN, MAIL, true, NAME, null, null));
        fixture.billing.add(live(CUS_1, ANN));

        rebuild();

        assertThat(fixture.recorded(ANN)).contains(CUS_1);
        assertThat(fixture.users.asked()).containsExactly(ANN);
    }

    @Test
    @Tag("promise:B9")
    void aCustomerOfWhomSomethingMakesNoSenseStaysAsItWas() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME).add(BOB, null, null);
        fixture.cached(live(CUS_1, ANN, subscription("sub_1")));
        fixture.billing
                .add(live(CUS_1, ANN, subscription("sub_1"), subscription("sub_2")))
                .add(live(CUS_2, BOB));
        fixture.pages.spoil(CUS_1);

        RunReport report = rebuild();

        assertThat(fixture.cache.find(ANN))
                .hasValueSatisfying(
                        it -> assertThat(it.customer().subscriptions()).containsExactly("sub_1"));
        assertThat(fixture.recorded(BOB)).contains(CUS_2);
        assertThat(report.failures()).containsExactly(new RunFailure(CUS_1.value(), "makes no sense"));
        assertThat(report.counts().failed()).isOne();
    }

    @Test
    void whatClerkWasToldOfASubscriptionIsCorrectedButNotFilledIn() throws InterruptedException {
        CustomerSnapshot before = snapshot(live(CUS_1, ANN, subscription("sub_1", "active")));
        fixture.users.add(new UserProfile(ANN, MAIL, true, NAME, null, SubscriptionState.of(before)));
        fixture.users.add(BOB, null, null);
        fixture.billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled"))).add(live(CUS_2, BOB));

        rebuild();

        assertThat(fixture.metadata.filed()).hasSize(1).first().asString().contains(ANN.value());
    }

    @Test
    void aCacheThatLosesItsContentMeanwhileEndsTheRun() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN));
        fixture.pages.afterCustomers(fixture.cache::loseEverything);

        RunReport report = fixture.bulk.rebuild().await();

        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.error()).startsWith("the cache has lost its content");
    }

    @Test
    @Tag("promise:B9")
    void aSourceThatIsAwayEndsTheRunAndIsNamed() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN));
        fixture.pages.afterCustomers(() -> fixture.cache.goAway());

        RunReport report = fixture.bulk.rebuild().await();

        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.error()).startsWith("cache is away");
        assertThat(fixture.leases.held()).isEmpty();
        assertThat(fixture.told).endsWith("rebuild failed");
    }

    @Test
    void neitherACountNorEventsAreNeeded() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN));
        fixture.pages.refuseToCount();
        fixture.pages.refuseEvents();

        RunReport report = rebuild();

        assertThat(fixture.recorded(ANN)).contains(CUS_1);
        assertThat(report.counts().total()).isOne();
        assertThat(report.remarks()).containsExactly("without a second look at what moved meanwhile: stripe: refuses");
    }
}
