package dev.trueup.model;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriptionStateTest {

    @Test
    void theSubscriptionThatGivesMostCounts() {
        assertThat(of(
                        subscription("sub_old", "canceled"),
                        subscription("sub_late", "past_due"),
                        subscription("sub_live", "active"),
                        subscription("sub_odd", "a_word_of_tomorrow")))
                .returns("sub_live", SubscriptionState::subscriptionId)
                .returns("active", SubscriptionState::status);
    }

    @Test
    void ofEqualsTheOneThatStripeListsFirstCounts() {
        assertThat(of(subscription("sub_new"), subscription("sub_old")).subscriptionId())
                .isEqualTo("sub_new");
    }

    @Test
    void everythingThatIsFiledIsTheSubscriptions() {
        assertThat(of(subscription("sub_1", "active", "price_1", CREATED, CREATED.plusSeconds(9), true)))
                .isEqualTo(new SubscriptionState(CUS_1, "sub_1", "active", "price_1", CREATED.plusSeconds(9), true));
    }

    @Test
    void aCustomerWithoutSubscriptionHasNone() {
        assertThat(of()).isEqualTo(new SubscriptionState(CUS_1, null, SubscriptionState.NONE, null, null, false));
    }

    private static SubscriptionState of(SubscriptionData... subscriptions) {
        return SubscriptionState.of(snapshot(live(CUS_1, ANN, subscriptions)));
    }
}
