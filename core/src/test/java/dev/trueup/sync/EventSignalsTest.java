package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trueup.fixture.Events;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventSignalsTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapCache cache = fixture.cache;
    private final MapUsers users = fixture.users.add(ANN, MAIL, NAME);
    private final MapBilling billing = fixture.billing;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final EventSignals signals = signals(Duration.ZERO);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    @Tag("promise:W9")
    void anEventMakesItsCustomerBeReadAgainWhateverItsTypeAndAge() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));

        signals.handle(Events.stripe("evt_1", "customer.subscription.created", CUS_1));

        assertThat(cache.find(ANN).map(CustomerSnapshot::subscriptions)).hasValueSatisfying(it -> assertThat(it)
                .singleElement()
                .satisfies(subscription -> assertThat(subscription.status()).isEqualTo("canceled")));
        assertThat(users.asked()).isEmpty();
    }

    @Test
    void anEventThatNamesTwoCustomersMakesBothBeReadAgain() {
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, BOB));

        signals.handle(Events.stripe("evt_1", "payment_method.updated", CUS_1, CUS_2));

        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(cache.findCustomerId(BOB)).contains(CUS_2);
    }

    @Test
    void anEventThatNamesAnObjectAloneMakesItsOwnerBeReadAgain() {
        BillingObject subscription = new BillingObject("subscription", "sub_1");
        billing.add(live(CUS_1, ANN)).add(subscription, CUS_1);

        signals.handle(Events.stripe("evt_1", "v1.customer.subscription.updated", null, subscription));

        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
    }

    @Test
    void anEventThatNamesNobodyHasNoEffect() {
        signals.handle(Events.stripe("evt_1", "charge.succeeded"));
        signals.handle(Events.stripe("evt_2", "charge.succeeded", null, new BillingObject("charge", "ch_1")));
        signals.handle(Events.clerk("msg_1", "user.updated", null));

        assertThat(cache.puts()).isEmpty();
    }

    @Test
    void aWrongHintDoesNoHarm() {
        billing.add(live(CUS_1, ANN));

        signals.handle(Events.stripe("evt_1", "customer.updated", BOB, null, CUS_1));

        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(cache.findCustomerId(BOB)).isEmpty();
    }

    @Test
    void aDeletedCustomerLeavesATombstone() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);

        signals.handle(Events.stripe("evt_1", "customer.deleted", ANN, null, CUS_1));

        assertThat(cache.read(ANN).map(CacheEntry::finding)).contains(new Finding.Gone(CUS_1));
    }

    @Test
    void anEventOfAUserRefreshesTheirRecord() {
        users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, ANN));

        signals.handle(Events.clerk("msg_1", "user.updated", ANN));

        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
    }

    @Test
    @Tag("promise:W15")
    void aDeletedUserIsPartedFromTheirCustomerForGood() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        users.remove(ANN);

        signals.handle(Events.clerk("msg_1", "user.deleted", ANN));
        assertThat(cache.findCustomerId(ANN)).isEmpty();

        signals.handle(Events.stripe("evt_1", "invoice.paid", CUS_1));
        assertThat(cache.findCustomerId(ANN)).isEmpty();
        assertThat(billing.find(CUS_1).customer().belongsTo(ANN)).isTrue();
    }

    @Test
    void aUserWhomClerkStillHasIsNotDetachedWhateverTheEventSays() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        signals.handle(Events.clerk("msg_1", "user.deleted", ANN));

        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
    }

    @Test
    void aUserWithoutARecordIsDetachedFromNothing() {
        users.remove(ANN);

        signals.handle(Events.clerk("msg_1", "user.deleted", ANN));

        assertThat(cache.read(ANN)).isEmpty();
    }

    @Test
    @Tag("promise:W15")
    void aSyncThatKnewTheUserDoesNotOutliveTheParting() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        users.remove(ANN);
        // Begins after the parting has taken its ticket, and ends before it puts.
        Runnable once = new Runnable() {
            private boolean done;

            @Override
            public void run() {
                if (!done) {
                    done = true;
                    fixture.sync.refresh(CUS_1);
                }
            }
        };
        users.onFind(once);

        signals.handle(Events.clerk("msg_1", "user.deleted", ANN));

        assertThat(cache.findCustomerId(ANN)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAFailureOfTheEvent() {
        billing.goAway();

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> signals.handle(Events.stripe("evt_1", "customer.updated", CUS_1)));
    }

    @Test
    @Tag("promise:W17")
    void theEventsOfOneCustomerShareASecondLook() throws Exception {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        EventSignals twice = signals(Duration.ofMillis(200));
        timer.setRemoveOnCancelPolicy(true);

        twice.handle(Events.stripe("evt_1", "customer.updated", CUS_1));
        twice.handle(Events.stripe("evt_2", "customer.updated", CUS_1));
        assertThat(timer.getQueue()).hasSize(1);
        assertThat(billing.found()).hasSize(2);

        awaitTimer();
        assertThat(billing.found()).hasSize(3);
    }

    @Test
    @Tag("promise:W17")
    void theSecondLookSeesWhatTheFirstDidNotSeeYet() throws Exception {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        // Stripe answers the first look with the state before the change.
        billing.onNextFind(() -> billing.add(live(CUS_1, ANN, subscription("sub_1"))));

        signals(Duration.ofMillis(1)).handle(Events.stripe("evt_1", "customer.updated", CUS_1));

        awaitTimer();
        assertThat(cache.find(ANN).map(it -> it.subscriptions().size())).contains(1);
    }

    @Test
    void aSecondLookThatFailsHarmsNothing() throws Exception {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        billing.onNextFind(billing::goAway);

        signals(Duration.ofMillis(1)).handle(Events.stripe("evt_1", "customer.updated", CUS_1));

        awaitTimer();
        assertThat(fixture.told).contains("stripe failed in refresh");
    }

    /** Returns when everything that was scheduled is done; the work is done on the timer's thread here. */
    private void awaitTimer() throws Exception {
        timer.shutdown();
        assertThat(timer.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private EventSignals signals(Duration secondLook) {
        return new EventSignals(
                fixture.sync,
                null,
                null,
                billing,
                new SyncEnvironment(
                        SyncSettings.DEFAULT.withSecondLook(secondLook),
                        TrueupListener.NONE,
                        Runnable::run,
                        Clock.systemUTC(),
                        Copies.NONE),
                timer);
    }
}
