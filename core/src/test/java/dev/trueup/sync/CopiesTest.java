package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapBillingStore;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapMetadata;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.TrueupListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private final ManualClock clock = new ManualClock();
    private final MapUsers users = new MapUsers().add(ANN, MAIL, NAME, CUS_1);
    private final MapBilling billing = new MapBilling();
    private final MapCache cache = new MapCache(clock);
    private final MapMetadata metadata = new MapMetadata(users);
    private final MapBillingStore store = new MapBillingStore();
    private final CustomerSync sync = sync();

    @Test
    @Tag("promise:F9")
    void whatIsReadOnceIsInTheCacheTheStoreAndTheMetadata() {
        billing.add(live(CUS_1, ANN, subscription("sub_1", "trialing")));

        sync.refresh(ANN);

        CustomerSnapshot cached = cache.find(ANN).orElseThrow();
        assertThat(store.find(ANN)).contains(cached);
        assertThat(filed()).isEqualTo(SubscriptionState.of(cached));
    }

    @Test
    @Tag("promise:F9")
    void whatClerkSaysAlreadyIsNotWrittenAndNotEvenAskedForAgain() {
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        sync.refresh(CUS_1, ANN);
        int asked = users.asked().size();

        sync.refresh(CUS_1, ANN);

        assertThat(metadata.filed()).containsExactly("user_ann pays active");
        assertThat(users.asked()).hasSize(asked);
    }

    @Test
    void whatAnotherInstancePutIsFiledByWhoeverReadsItNext() {
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        sync.refresh(ANN);
        metadata.fileSubscription(ANN, null); // as if the other instance died before it filed

        sync().refresh(ANN);

        assertThat(filed()).isNotNull();
    }

    @Test
    @Tag("promise:F9")
    void whatCouldNotBeFiledIsFiledWhenTheCallIsRepeated() {
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        sync.refresh(ANN);
        billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));
        metadata.goAway();
        assertThatThrownBy(() -> sync.refresh(ANN)).isInstanceOf(SourceUnavailableException.class);
        metadata.comeBack();

        sync.refresh(ANN);

        assertThat(metadata.filed()).containsExactly("user_ann pays active", "user_ann pays canceled");
    }

    @Test
    @Tag("promise:F9")
    void aFilingThatIsOvertakenIsFollowedByTheNewerOne() {
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        metadata.beforeNext(() -> {
            billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));
            sync().refresh(ANN);
        });

        sync.refresh(ANN);

        assertThat(metadata.filed())
                .containsExactly("user_ann pays canceled", "user_ann pays active", "user_ann pays canceled");
    }

    @Test
    void aCustomerWhoIsDeletedIsTakenFromStoreAndMetadata() {
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        sync.refresh(ANN);
        billing.delete(CUS_1);

        sync.refresh(ANN);

        assertThat(store.find(ANN)).isEmpty();
        assertThat(filed()).isNull();
    }

    @Test
    void aUserWhoIsPartedFromTheirCustomerIsTakenFromTheStore() {
        billing.add(live(CUS_1, ANN));
        sync.refresh(ANN);
        users.remove(ANN);

        sync.detach(ANN);

        assertThat(store.find(ANN)).isEmpty();
    }

    @Test
    @Tag("promise:F9")
    void aStoreThatIsAwayMakesTheCallFailSoThatItIsRepeated() {
        billing.add(live(CUS_1, ANN));
        store.goAway();

        assertThatThrownBy(() -> sync.refresh(ANN))
                .isInstanceOfSatisfying(SourceUnavailableException.class, it -> assertThat(it.source())
                        .isEqualTo(Source.STORE));
    }

    private @Nullable SubscriptionState filed() {
        return users.find(ANN).map(UserProfile::subscription).orElse(null);
    }

    private CustomerSync sync() {
        return new CustomerSync(
                cache,
                users,
                billing,
                new SyncEnvironment(
                        SyncSettings.DEFAULT,
                        TrueupListener.NONE,
                        Runnable::run,
                        clock,
                        new Copies(store, metadata, null)));
    }
}
