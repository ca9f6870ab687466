package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.CUS_3;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.RefreshResult.Outcome.NO_CUSTOMER;
import static dev.trueup.model.RefreshResult.Outcome.UPDATED;
import static dev.trueup.model.RefreshResult.Outcome.USER_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Gate;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the refresh of one user does; {@code CustomerSyncSignalTest} starts from a customer. */
class CustomerSyncTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapCache cache = fixture.cache;
    private final MapUsers users = fixture.users.add(ANN, MAIL, NAME);
    private final MapBilling billing = fixture.billing;
    private final CustomerSync sync = fixture.sync;

    @Test
    void aCachedCustomerIsReadOnceAndClerkIsNotAsked() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN, subscription("sub_1")));

        RefreshResult result = sync.refresh(ANN);

        assertThat(result.outcome()).isEqualTo(UPDATED);
        assertThat(result.userId()).isEqualTo(ANN);
        assertThat(result.customerId()).contains(CUS_1);
        assertThat(cache.find(ANN).map(it -> it.customer().subscriptions())).contains(List.of("sub_1"));
        assertThat(cache.find(ANN).orElse(null)).isEqualTo(result.snapshot());
        assertThat(billing.found()).containsExactly(CUS_1);
        assertThat(billing.listed()).isEmpty();
        assertThat(users.asked()).isEmpty();
        assertThat(fixture.told).containsExactly("UPDATED user_ann");
    }

    @Test
    @Tag("promise:R1")
    void aRecordIsStampedWithTheTimeBeforeTheRead() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        Instant before = fixture.clock.instant();
        billing.onNextFind(() -> fixture.clock.advance(Duration.ofSeconds(30)));

        sync.refresh(ANN);

        assertThat(cache.find(ANN).map(it -> it.customer().updatedAt())).contains(before);
    }

    @Test
    void withoutARecordTheCustomerThatClerkNamesIsCached() {
        users.add(ANN, MAIL, NAME, CUS_2);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN));

        assertThat(sync.refresh(ANN).customerId()).contains(CUS_2);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_2);
        assertThat(cache.find(CUS_2)).isPresent();
        assertThat(billing.listed()).isEmpty();
    }

    @Test
    void withoutAMappingTheCustomerWithTheAddressThatCarriesTheUserIsCached() {
        billing.add(live(CUS_1, null)).add(live(CUS_2, BOB)).add(live(CUS_3, ANN));

        assertThat(sync.refresh(ANN).customerId()).contains(CUS_3);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_3);
        assertThat(fixture.told).containsExactly("UPDATED user_ann");
    }

    @Test
    @Tag("promise:I1")
    void anAddressAloneNeverLinks() {
        billing.add(live(CUS_1, null)).add(live(CUS_2, BOB));

        RefreshResult result = sync.refresh(ANN);

        assertThat(result.outcome()).isEqualTo(NO_CUSTOMER);
        assertThat(result.customerId()).isEmpty();
        assertThat(cache.read(ANN)).isEmpty();
        assertThat(cache.read(BOB)).isEmpty();
    }

    @Test
    @Tag("promise:I2")
    void ofSeveralCustomersTheOldestIsCachedAndTheOthersAreReported() {
        billing.add(live(CUS_1, ANN, MAIL, NAME, CREATED.plusSeconds(1))).add(live(CUS_2, ANN));

        RefreshResult result = sync.refresh(ANN);

        assertThat(result.customerId()).contains(CUS_2);
        assertThat(result.duplicates()).containsExactly(CUS_1);
        assertThat(fixture.told).containsExactly("user_ann has cus_2 and [cus_1]", "UPDATED user_ann");
    }

    @Test
    void aUserWhomClerkDoesNotKnowLosesTheRecord() {
        fixture.cached(live(CUS_1, BOB));

        RefreshResult result = sync.refresh(BOB);

        assertThat(result.outcome()).isEqualTo(USER_NOT_FOUND);
        assertThat(result.userId()).isEqualTo(BOB);
        assertThat(cache.find(BOB)).isEmpty();
    }

    @Test
    void aDeletedCustomerLeavesATombstone() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);

        assertThat(sync.refresh(ANN).outcome()).isEqualTo(NO_CUSTOMER);
        assertThat(kept(ANN)).contains(new Finding.Gone(CUS_1));
    }

    @Test
    void aTombstoneOutlivesFurtherRefreshes() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);

        sync.refresh(ANN);
        sync.refresh(ANN);

        assertThat(kept(ANN)).contains(new Finding.Gone(CUS_1));
    }

    @Test
    void aNewCustomerTakesThePlaceOfATombstone() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);
        sync.refresh(ANN);
        billing.add(live(CUS_2, ANN));

        assertThat(sync.refresh(ANN).customerId()).contains(CUS_2);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_2);
    }

    @Test
    void aDeletedCustomerGivesWayToAnotherThatCarriesTheUser() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_2, ANN)).delete(CUS_1);

        assertThat(sync.refresh(ANN).customerId()).contains(CUS_2);
        assertThat(billing.found()).containsExactly(CUS_1, CUS_2);
    }

    @Test
    @Tag("promise:R1")
    void aStripeThatIsAwayChangesNothing() {
        fixture.cached(live(CUS_1, ANN));
        billing.goAway();

        assertOutage(Source.STRIPE, () -> sync.refresh(ANN));
        assertOutage(Source.STRIPE, () -> sync.refresh(CUS_1));
        assertOutage(Source.STRIPE, () -> sync.refresh(CUS_2));
    }

    @Test
    void aClerkThatIsAwayChangesNothing() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);
        users.goAway();

        assertOutage(Source.CLERK, () -> sync.refresh(ANN));
    }

    @Test
    void aClerkThatIsAwayIsNotMissedWhileTheCachedCustomerCarriesTheUser() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));
        users.goAway();

        assertThat(sync.refresh(ANN).outcome()).isEqualTo(UPDATED);
    }

    @Test
    void aCacheThatIsAwayIsAnOutageAndNobodyElseIsAsked() {
        cache.goAway();

        assertThatThrownBy(() -> sync.refresh(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .extracting(e -> ((SourceUnavailableException) e).source())
                .isEqualTo(Source.CACHE);
        assertThat(billing.found()).isEmpty();
        assertThat(fixture.told).containsExactly("cache failed in refresh");
    }

    @Test
    void noTextOfAResultNamesAnAddress() {
        billing.add(live(CUS_1, ANN));

        assertThat(sync.refresh(CUS_1))
                .hasToString("RefreshResult[UPDATED, user=user_ann, customer=cus_1, duplicates=[]]");
    }

    private void assertOutage(Source source, ThrowingCallable refresh) {
        List<Put> before = cache.puts();
        Optional<Finding> kept = kept(ANN);
        fixture.told.clear();

        assertThatThrownBy(refresh)
                .isInstanceOf(SourceUnavailableException.class)
                .extracting(e -> ((SourceUnavailableException) e).source())
                .isEqualTo(source);
        assertThat(cache.puts()).isEqualTo(before);
        assertThat(kept(ANN)).isEqualTo(kept);
        assertThat(fixture.told).containsExactly(source + " failed in refresh");
    }

    private Optional<Finding> kept(UserId user) {
        return cache.read(user).map(CacheEntry::finding);
    }

    @Test
    @Tag("promise:R4")
    void manyWhoMissAUserAtTheSameTimeShareOneRead() throws Exception {
        users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, ANN));
        Gate gate = billing.holdNextFind();
        try (Callers callers = new Callers()) {
            List<Callers.Call<RefreshResult>> calls = new ArrayList<>();
            calls.add(callers.call(() -> sync.load(ANN)));
            gate.awaitArrival();
            for (int i = 0; i < 10; i++) {
                calls.add(callers.call(() -> sync.load(ANN)));
            }
            gate.open();
            for (Callers.Call<RefreshResult> call : calls) {
                assertThat(call.result().customerId()).contains(CUS_1);
            }
        }
        assertThat(billing.found()).containsExactly(CUS_1);
    }
}
