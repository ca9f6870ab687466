package dev.trueup.billing;

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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapBillingStore;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapMetadata;
import dev.trueup.fixture.MapUsers;
import dev.trueup.fixture.MapWriter;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionAgreement;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SubscriptionChange.Outcome;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.spi.TrueupListener;
import dev.trueup.sync.Copies;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.SyncEnvironment;
import dev.trueup.sync.SyncSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionsTest {

    private final ManualClock clock = new ManualClock();
    private final MapUsers users = new MapUsers().add(ANN, MAIL, NAME, CUS_1).add(BOB, "bob@example.com", "Bob", CUS_2);
    private final MapBilling billing = new MapBilling()
            .add(live(CUS_1, ANN, subscription("sub_ann"), subscription("sub_old", "canceled")))
            .add(live(CUS_2, BOB, "bob@example.com", "Bob", subscription("sub_bob")));
    private final MapWriter writer = new MapWriter(billing);
    private final MapCache cache = new MapCache(clock);
    private final MapBillingStore store = new MapBillingStore();
    private final MapMetadata metadata = new MapMetadata(users);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CustomerSync sync = new CustomerSync(
            cache,
            users,
            billing,
            new SyncEnvironment(
                    SyncSettings.DEFAULT,
                    TrueupListener.NONE,
                    Runnable::run,
                    clock,
                    new Copies(store, metadata, null)));
    private final Subscriptions subscriptions =
            new Subscriptions(users, new BillingEnvironment(writer, sync::refresh, cache, store, listener()));

    @Test
    @Tag("promise:A1")
    void aSubscriptionThatIsCancelledIsSoEverywhereWhenTheCallReturns() {
        SubscriptionChange change = subscriptions.cancel(ANN, "sub_ann", End.AT_PERIOD_END);

        assertThat(change.outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(change.subscription()).isNotNull();
        assertThat(cached("sub_ann").cancelAtPeriodEnd()).isTrue();
        SubscriptionAgreement agreement = subscriptions.agreement(ANN).orElseThrow();
        assertThat(agreement.inAgreement()).isTrue();
        assertThat(agreement.clerk()).isNotNull().returns(true, SubscriptionState::cancelAtPeriodEnd);
        assertThat(told).containsExactly("CHANGED user_ann");
    }

    @Test
    void aSubscriptionThatIsCancelledNowHasEnded() {
        subscriptions.cancel(ANN, "sub_ann", End.NOW);

        assertThat(cached("sub_ann").status()).isEqualTo("canceled");
    }

    @Test
    @Tag("promise:A1")
    void aWishThatIsFulfilledIsNotSentAgain() {
        subscriptions.cancel(ANN, "sub_ann", End.AT_PERIOD_END);

        assertThat(subscriptions.cancel(ANN, "sub_ann", End.AT_PERIOD_END).outcome())
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(subscriptions.cancel(ANN, "sub_old", End.NOW).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(writer.done()).containsExactly("change sub_ann");
    }

    @Test
    void aSubscriptionThatWasToEndGoesOn() {
        subscriptions.cancel(ANN, "sub_ann", End.AT_PERIOD_END);

        assertThat(subscriptions.reactivate(ANN, "sub_ann").outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(cached("sub_ann").cancelAtPeriodEnd()).isFalse();
        assertThat(subscriptions.reactivate(ANN, "sub_ann").outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aSubscriptionThatHasEndedDoesNotBeginAgain() {
        assertThat(subscriptions.reactivate(ANN, "sub_old").outcome()).isEqualTo(Outcome.ENDED);
        assertThat(writer.done()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub_bob", "sub_nobody", "", "../customers/cus_2", "sub_ann\n"})
    @Tag("promise:A2")
    void aSubscriptionThatIsNotTheUsersIsRefusedWhetherItExistsOrNot(String id) {
        SubscriptionChange refused = new SubscriptionChange(Outcome.FOREIGN, ANN, CUS_1, null);

        assertThat(subscriptions.cancel(ANN, id, End.NOW)).isEqualTo(refused);
        assertThat(subscriptions.reactivate(ANN, id)).isEqualTo(refused);
        assertThat(writer.done()).isEmpty();
        assertThat(told).containsExactly("FOREIGN user_ann", "FOREIGN user_ann");
    }

    @Test
    @Tag("promise:A2")
    void aRecordThatSaysOtherwiseProvesNothing() {
        cache.put(cache.ticket(ANN), snapshot(live(CUS_2, ANN, subscription("sub_bob"))));

        assertThat(subscriptions.cancel(ANN, "sub_bob", End.NOW).outcome()).isEqualTo(Outcome.FOREIGN);
    }

    @Test
    void aUserWhoIsGoneChangesNothing() {
        sync.refresh(ANN);
        users.remove(ANN);

        assertThat(subscriptions.cancel(ANN, "sub_ann", End.NOW).outcome()).isEqualTo(Outcome.USER_NOT_FOUND);
        assertThat(subscriptions.agreement(ANN)).isEmpty();
        assertThat(writer.done()).isEmpty();
    }

    @Test
    @Tag("promise:A1")
    void aChangeThatCouldNotBeNotedIsNotedWhenItIsRepeated() {
        sync.refresh(ANN);
        metadata.goAway();
        assertThatThrownBy(() -> subscriptions.cancel(ANN, "sub_ann", End.NOW))
                .isInstanceOf(SourceUnavailableException.class);
        metadata.comeBack();

        assertThat(subscriptions.cancel(ANN, "sub_ann", End.NOW).outcome()).isEqualTo(Outcome.UNCHANGED);

        assertThat(subscriptions.agreement(ANN)).hasValueSatisfying(it -> {
            assertThat(it.inAgreement()).isTrue();
            assertThat(it.clerk()).isNotNull().returns("canceled", SubscriptionState::status);
        });
    }

    @Test
    void metadataThatWasTamperedWithIsNoAgreement() {
        sync.refresh(ANN);
        metadata.fileSubscription(ANN, null);

        assertThat(subscriptions.agreement(ANN).orElseThrow().inAgreement()).isFalse();
    }

    @Test
    void aRecordThatExpiredIsNoDisagreement() {
        sync.refresh(ANN);
        cache.loseEverything();

        assertThat(subscriptions.agreement(ANN).orElseThrow())
                .returns(true, SubscriptionAgreement::inAgreement)
                .returns(CUS_1, SubscriptionAgreement::customer);
    }

    private SubscriptionData cached(String id) {
        return cache.find(ANN).orElseThrow().subscriptions().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void subscriptionChanged(SubscriptionChange change, Duration took) {
                told.add(change.outcome() + " " + change.userId());
            }
        };
    }
}
