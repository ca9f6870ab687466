package dev.trueup.model;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerSnapshotTest {

    @Test
    void showsALiveCustomerAsItWasRead() {
        BillingState state = live(CUS_1, ANN, subscription("sub_1"), subscription("sub_2", "canceled"));

        CustomerSnapshot snapshot = CustomerSnapshot.of(state, NOW);

        assertThat(snapshot.customer())
                .isEqualTo(
                        new StripeCustomerData(CUS_1, MAIL, ANN, NAME, List.of("sub_1", "sub_2"), null, CREATED, NOW));
        assertThat(snapshot.subscriptions()).isEqualTo(state.subscriptions());
        assertThat(snapshot.userId()).isEqualTo(ANN);
        assertThat(snapshot.customerId()).isEqualTo(CUS_1);
        assertThat(snapshot.payment()).isNull();
    }

    @Test
    void aCustomerWhoIsGoneHasNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CustomerSnapshot.of(BillingState.gone(BillingCustomer.deleted(CUS_1)), NOW))
                .withMessage("customer cus_1 must be live and carry a user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CustomerSnapshot.of(BillingState.gone(BillingCustomer.missing(CUS_1)), NOW));
    }

    @Test
    void aCustomerOfNobodyHasNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CustomerSnapshot.of(live(CUS_1, null), NOW))
                .withMessage("customer cus_1 must be live and carry a user");
    }

    @Test
    void itsSubscriptionsAreThoseThatTheCustomerNamesInTheSameOrder() {
        StripeCustomerData customer = CustomerSnapshot.of(
                        live(CUS_1, ANN, subscription("sub_1"), subscription("sub_2")), NOW)
                .customer();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CustomerSnapshot(customer, List.of(subscription("sub_1")), null))
                .withMessage("subscriptions of cus_1 must be [sub_1, sub_2] but are [sub_1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new CustomerSnapshot(customer, List.of(subscription("sub_2"), subscription("sub_1")), null));
    }
}
