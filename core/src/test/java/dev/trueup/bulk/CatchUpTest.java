package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatchUpTest {

    private final BulkFixture fixture = new BulkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aCustomerIsReadOnceHoweverManyEventsAreAboutIt() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.cached(live(CUS_1, ANN, subscription("sub_1", "active")));
        fixture.billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));
        Instant now = fixture.clock.instant();
        for (int i = 0; i < 7; i++) {
            add("evt_" + i, i % 2 == 0 ? "invoice.paid" : "customer.subscription.updated", now, CUS_1);
        }

        RunReport report = fixture.bulk.catchUp(now.minusSeconds(60)).await();

        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        assertThat(fixture.billing.found()).containsExactly(CUS_1);
        assertThat(fixture.told).filteredOn(it -> it.startsWith("delivered")).hasSize(7);
        assertThat(fixture.cache.find(ANN).orElseThrow().subscriptions().get(0).status())
                .isEqualTo("canceled");
    }

    @Test
    void itBeginsWhereTheLastOneThatSucceededBegan() throws InterruptedException {
        Instant first = fixture.clock.instant();
        fixture.bulk.catchUp().await();
        add("evt_old", "customer.updated", first.minus(Duration.ofMinutes(6)), CUS_1);
        add("evt_late", "customer.updated", first.minus(Duration.ofMinutes(4)), CUS_1);
        fixture.clock.advance(Duration.ofHours(1));

        fixture.bulk.catchUp().await();

        assertThat(fixture.told).filteredOn(it -> it.startsWith("delivered")).containsExactly("delivered evt_late");
    }

    @Test
    void withoutOneBeforeItBeginsADayBack() throws InterruptedException {
        Instant now = fixture.clock.instant();
        add("evt_today", "customer.updated", now.minus(Duration.ofHours(24)), CUS_1);
        add("evt_before", "customer.updated", now.minus(Duration.ofHours(25)), CUS_1);

        fixture.bulk.catchUp().await();

        assertThat(fixture.told).filteredOn(it -> it.startsWith("delivered")).containsExactly("delivered evt_today");
    }

    @Test
    void changedUsersAreSyncedIfTheirRecordDoesNotShowIt() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME).add(BOB, "bob@example.com", "Bob", CUS_2);
        fixture.billing.add(live(CUS_1, ANN, MAIL, NAME)).add(live(CUS_2, BOB));
        fixture.cached(live(CUS_1, ANN, MAIL, NAME));

        RunReport report = fixture.bulk.catchUp().await();

        assertThat(fixture.recorded(BOB)).contains(CUS_2);
        assertThat(fixture.billing.found()).doesNotContain(CUS_1);
        assertThat(report.counts().unchanged()).isOne();
        assertThat(report.counts().written()).isOne();
    }

    @Test
    void forMoreThanStripeRemembersEverythingIsRebuilt() throws InterruptedException {
        fixture.users.add(ANN, MAIL, NAME);
        fixture.billing.add(live(CUS_1, ANN, MAIL, NAME));

        RunReport report = fixture.bulk
                .catchUp(fixture.clock.instant().minus(Duration.ofDays(30)))
                .await();

        assertThat(report.remarks()).singleElement().asString().startsWith("rebuilt instead");
        assertThat(fixture.recorded(ANN)).contains(CUS_1);
    }

    private void add(String id, String type, Instant at, CustomerId customer) {
        fixture.pages.add(
                new WebhookEvent(EventKey.of(Source.STRIPE, id), type, at, false, Set.of(customer), null, null));
    }
}
