package dev.trueup.model;

import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.fixture.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionDataTest {

    @Test
    void aStatusThatStripeInventsTomorrowIsKept() {
        assertThat(subscription("sub_1", "a_word_of_tomorrow").status()).isEqualTo("a_word_of_tomorrow");
    }

    @Test
    void anEmptyIdOrStatusIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscription(" "))
                .withMessage("subscriptionId must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscription("sub_1", ""))
                .withMessage("status must not be blank");
    }

    @Test
    void whatStripeMayLeaveOutMayBeLeftOut() {
        SubscriptionData bare = subscription("sub_1", "incomplete", null, null, null, false);

        assertThat(bare.priceId()).isNull();
        assertThat(bare.currentPeriodStart()).isNull();
        assertThat(bare.currentPeriodEnd()).isNull();
    }

    @Test
    void anInvoiceComesEveryIntervalAtMost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubscriptionData.Item("si_1", "price_1", 1L, "eur", "month", 0, 1L))
                .withMessage("intervalCount must be at least 1 but is 0");
    }

    @Test
    void itsItemsAreACopy() {
        List<SubscriptionData.Item> items = new ArrayList<>();
        items.add(new SubscriptionData.Item("si_1", "price_1", null, "eur", null, 1, null));
        SubscriptionData it = new SubscriptionData(
                "sub_1", "active", null, null, null, false, null, null, null, Samples.CREATED, items);
        items.clear();

        assertThat(it.items()).hasSize(1);
    }
}
