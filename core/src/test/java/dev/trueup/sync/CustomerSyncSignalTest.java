package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.RefreshResult.Outcome.NO_CUSTOMER;
import static dev.trueup.model.RefreshResult.Outcome.UNLINKED;
import static dev.trueup.model.RefreshResult.Outcome.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the refresh of one customer does, of whom the user has to be found out first. */
class CustomerSyncSignalTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapCache cache = fixture.cache;
    private final MapUsers users = fixture.users.add(ANN, MAIL, NAME);
    private final MapBilling billing = fixture.billing;
    private final CustomerSync sync = fixture.sync;

    @Test
    void aSignalOfACustomerThatTheCacheKnowsCostsOneRead() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN, subscription("sub_1")));

        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(UPDATED);
        assertThat(billing.found()).containsExactly(CUS_1);
        assertThat(users.asked()).isEmpty();
        assertThat(cache.find(CUS_1).map(CustomerSnapshot::subscriptions))
                .hasValueSatisfying(it -> assertThat(it).hasSize(1));
    }

    @Test
    void aSignalWithARightHintCostsOneReadAsWell() {
        billing.add(live(CUS_1, ANN));

        assertThat(sync.refresh(CUS_1, ANN).outcome()).isEqualTo(UPDATED);
        assertThat(billing.found()).containsExactly(CUS_1);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
    }

    @Test
    void aSignalOfAnUnknownCustomerCostsTwoReads() {
        billing.add(live(CUS_1, ANN));

        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(UPDATED);
        assertThat(billing.found()).containsExactly(CUS_1, CUS_1);
        assertThat(users.asked()).isEmpty();
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
    }

    @Test
    void aCustomerThatCarriesNobodyHasNoRecord() {
        billing.add(live(CUS_1, null));

        RefreshResult result = sync.refresh(CUS_1);

        assertThat(result.outcome()).isEqualTo(UNLINKED);
        assertThat(result.userId()).isNull();
        assertThat(cache.puts()).isEmpty();
        assertThat(users.asked()).isEmpty();
    }

    @Test
    void aCustomerThatIsGoneAndWasNeverKnownHasNoRecordEither() {
        billing.delete(CUS_1);

        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(UNLINKED);
        assertThat(sync.refresh(CUS_2).outcome()).isEqualTo(UNLINKED);
        assertThat(cache.puts()).isEmpty();
    }

    @Test
    void aHintOfSomebodyWithoutCustomerDoesNoHarm() {
        billing.add(live(CUS_1, ANN));

        RefreshResult result = sync.refresh(CUS_1, BOB);

        assertThat(result.outcome()).isEqualTo(UPDATED);
        assertThat(result.userId()).isEqualTo(ANN);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(cache.read(BOB)).isEmpty();
    }

    @Test
    void aHintOfSomebodyWithAnotherCustomerLeavesThatOneAlone() {
        users.add(BOB, "bob@example.com", "Bob");
        fixture.cached(live(CUS_2, BOB));
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, BOB));

        assertThat(sync.refresh(CUS_1, BOB).userId()).isEqualTo(ANN);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(cache.findCustomerId(BOB)).contains(CUS_2);
    }

    @Test
    void aHintIsNotBelievedAgainstTheCache() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        assertThat(sync.refresh(CUS_1, BOB).userId()).isEqualTo(ANN);
        assertThat(billing.found()).containsExactly(CUS_1);
        assertThat(users.asked()).isEmpty();
    }

    @Test
    void aHintDoesNotLinkACustomerThatCarriesNobody() {
        billing.add(live(CUS_1, null));

        assertThat(sync.refresh(CUS_1, ANN).outcome()).isEqualTo(NO_CUSTOMER);
        assertThat(cache.read(ANN)).isEmpty();
    }

    @Test
    @Tag("promise:R3")
    void aCustomerThatNowCarriesSomebodyElseLeavesTheFirstUsersRecordAndFillsTheOthers() {
        users.add(BOB, "bob@example.com", "Bob");
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, BOB));

        RefreshResult result = sync.refresh(CUS_1);

        assertThat(result.outcome()).isEqualTo(UPDATED);
        assertThat(result.userId()).isEqualTo(BOB);
        assertThat(cache.find(ANN)).isEmpty();
        assertThat(cache.findCustomerId(BOB)).contains(CUS_1);
        assertThat(cache.find(CUS_1).map(CustomerSnapshot::userId)).contains(BOB);
    }

    @Test
    void anOldPointerDoesNotDisturbAUserWhoHasAnotherCustomerByNow() {
        users.add(BOB, "bob@example.com", "Bob");
        fixture.cached(live(CUS_2, ANN));
        cache.pointTo(CUS_1, ANN);
        billing.add(live(CUS_1, BOB)).add(live(CUS_2, ANN));

        assertThat(sync.refresh(CUS_1).userId()).isEqualTo(BOB);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_2);
        assertThat(cache.findCustomerId(BOB)).contains(CUS_1);
    }

    @Test
    void aCustomerThatNoLongerCarriesAnybodyLeavesTheRecord() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, null));

        RefreshResult result = sync.refresh(CUS_1);

        assertThat(result.outcome()).isEqualTo(NO_CUSTOMER);
        assertThat(result.userId()).isEqualTo(ANN);
        assertThat(cache.read(ANN)).isEmpty();
    }

    @Test
    void aDeletedCustomerThatIsSignalledLeavesATombstone() {
        fixture.cached(live(CUS_1, ANN));
        billing.delete(CUS_1);

        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(NO_CUSTOMER);
        assertThat(kept(ANN)).contains(new Finding.Gone(CUS_1));
    }

    @Test
    void aDeletionIsNoticedByTheHintWhenThePointerIsLost() {
        fixture.cached(live(CUS_1, ANN));
        cache.losePointers();
        billing.delete(CUS_1);

        sync.refresh(CUS_1, ANN);

        assertThat(kept(ANN)).contains(new Finding.Gone(CUS_1));
    }

    @Test
    void aSecondCustomerOfTheSameUserIsReportedAndTheCachedOneIsKept() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN));

        RefreshResult result = sync.refresh(CUS_2, ANN);

        assertThat(result.customerId()).contains(CUS_1);
        assertThat(result.duplicates()).containsExactly(CUS_2);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(fixture.told).contains("user_ann has cus_1 and [cus_2]");
    }

    private Optional<Finding> kept(UserId user) {
        return cache.read(user).map(CacheEntry::finding);
    }
}
