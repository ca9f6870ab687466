package dev.trueup.model;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BillingCustomerTest {

    @Test
    void belongsToTheUserItCarriesAndToNobodyElse() {
        assertThat(live(CUS_1, ANN).customer().belongsTo(ANN)).isTrue();
        assertThat(live(CUS_1, ANN).customer().belongsTo(BOB)).isFalse();
        assertThat(live(CUS_1, null).customer().belongsTo(ANN)).isFalse();
    }

    @Test
    void belongsToNobodyOnceItIsGone() {
        BillingCustomer gone = new BillingCustomer(CUS_1, Presence.DELETED, ANN, MAIL, null, null, null, CREATED);

        assertThat(gone.belongsTo(ANN)).isFalse();
        assertThat(BillingCustomer.deleted(CUS_1).belongsTo(ANN)).isFalse();
        assertThat(BillingCustomer.missing(CUS_1).belongsTo(ANN)).isFalse();
    }

    @Test
    void aDeletedCustomerIsToldFromAMissingOne() {
        assertThat(BillingCustomer.deleted(CUS_1).presence()).isEqualTo(Presence.DELETED);
        assertThat(BillingCustomer.missing(CUS_1).presence()).isEqualTo(Presence.MISSING);
    }

    @Test
    void aLiveCustomerWasCreatedAtSomeTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillingCustomer(CUS_1, Presence.ACTIVE, ANN, MAIL, null, null, null, null))
                .withMessage("created of live customer cus_1 must be given");
    }
}
