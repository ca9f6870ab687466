package dev.trueup.identity;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.CUS_3;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.BillingDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerLocatorTest {

    private final MapUsers users = new MapUsers();
    private final MapBilling billing = new MapBilling();
    private final CustomerLocator locator = new CustomerLocator(users, billing);

    @Test
    @Tag("promise:I2")
    void theCustomerThatClerkNamesIsUsedWithoutSearching() {
        users.add(ANN, MAIL, NAME, CUS_2);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN));

        assertThat(found()).contains(CUS_2);
        assertThat(billing.found()).containsExactly(CUS_2);
        assertThat(billing.listed()).isEmpty();
    }

    @Test
    void aCustomerThatClerkNamesButThatCarriesSomebodyElseIsNotUsed() {
        users.add(ANN, MAIL, NAME, CUS_2);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, BOB));

        assertThat(found()).contains(CUS_1);
        assertThat(billing.listed()).containsExactly(MAIL);
    }

    @Test
    void aDeletedCustomerThatClerkNamesIsNotUsed() {
        users.add(ANN, MAIL, NAME, CUS_2);
        billing.add(live(CUS_1, ANN)).delete(CUS_2);

        assertThat(found()).contains(CUS_1);
    }

    @Test
    void withoutAMappingTheCustomerWithTheAddressThatCarriesTheUserIsUsed() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, null)).add(live(CUS_2, BOB)).add(live(CUS_3, ANN));

        assertThat(found()).contains(CUS_3);
    }

    @Test
    @Tag("promise:I1")
    void anAddressAloneNeverLinks() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, null)).add(live(CUS_2, BOB));

        assertThat(found()).isEmpty();
        assertThat(billing.found()).isEmpty();
    }

    @Test
    void ofSeveralTheOldestIsUsedAndTheOthersAreTold() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, ANN, MAIL, NAME, CREATED.plusSeconds(2)))
                .add(live(CUS_2, ANN, MAIL, NAME, CREATED))
                .add(live(CUS_3, ANN, MAIL, NAME, CREATED.plusSeconds(1)));

        CustomerLocator.Located located = locator.locate(ANN, Set.of());

        assertThat(located.state()).isNotNull();
        assertThat(found()).contains(CUS_2);
        assertThat(located.duplicates()).containsExactly(CUS_3, CUS_1);
    }

    @Test
    void aCustomerThatChangedSinceItWasListedIsPassedOver() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN, MAIL, NAME, CREATED.plusSeconds(1)));

        CustomerLocator late = new CustomerLocator(users, new ChangingAfterTheList(billing));

        assertThat(late.load(ANN, NOW)).map(CustomerSnapshot::customerId).contains(CUS_2);
    }

    @Test
    void customersThatWereJustReadAreNotReadAgain() {
        users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN));

        assertThat(locator.locate(ANN, Set.of(CUS_1)).state()).isNotNull();
        assertThat(billing.found()).containsExactly(CUS_2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void noCustomerIsListedForABlankAddress(String blank) {
        users.add(ANN, blank, NAME);
        billing.add(live(CUS_1, ANN, blank, NAME));

        assertThat(found()).isEmpty();
        assertThat(billing.listed()).isEmpty();
    }

    @Test
    void aUserWithoutAddressAndMappingHasNoCustomerToFind() {
        users.add(ANN, null, NAME);
        billing.add(live(CUS_1, ANN));

        assertThat(found()).isEmpty();
        assertThat(locator.locate(ANN, Set.of()).userKnown()).isTrue();
    }

    @Test
    void aUserWhomClerkDoesNotKnowHasNoCustomerAndStripeIsNotAsked() {
        billing.add(live(CUS_1, ANN));

        assertThat(found()).isEmpty();
        assertThat(locator.locate(ANN, Set.of()).userKnown()).isFalse();
        assertThat(billing.found()).isEmpty();
        assertThat(billing.listed()).isEmpty();
    }

    @Test
    void aSourceThatIsAwayIsNotAnAnswer() {
        users.add(ANN, MAIL, NAME);
        billing.goAway();
        assertThatThrownBy(this::found)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("stripe: is away");

        users.goAway();
        assertThatThrownBy(this::found)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("clerk: is away");
    }

    @Test
    void aSnapshotBearsTheTimeThatItWasAskedWith() {
        users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, ANN));

        assertThat(locator.load(ANN, NOW)).map(it -> it.customer().updatedAt()).contains(NOW);
    }

    private Optional<CustomerId> found() {
        return locator.load(ANN, NOW).map(CustomerSnapshot::customerId);
    }

    /** Lists the oldest customer as Ann's, which by the time of the read carries somebody else. */
    private record ChangingAfterTheList(MapBilling billing) implements BillingDirectory {

        @Override
        public BillingState find(CustomerId customer) {
            return billing.find(customer);
        }

        @Override
        public List<BillingCustomer> findByEmail(String email) {
            List<BillingCustomer> listed = billing.findByEmail(email);
            billing.add(live(listed.get(0).id(), BOB));
            return listed;
        }

        @Override
        public Optional<CheckoutSession> findCheckout(String sessionId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CustomerId> customerOf(BillingObject object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<BillingCustomer> findCreatedSince(Instant since) {
            return billing.findCreatedSince(since);
        }
    }
}
