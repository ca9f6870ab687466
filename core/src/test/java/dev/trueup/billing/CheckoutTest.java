package dev.trueup.billing;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapWriter;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutOrder.Mode;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.LinkResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutTest {

    private static final String BACK = "https://shop.example/success?session_id={CHECKOUT_SESSION_ID}";
    private static final LinkResult LINKED = new LinkResult(LinkResult.Outcome.LINKED, ANN, CUS_1, List.of());

    private final MapWriter writer = new MapWriter(new MapBilling());

    @Test
    @Tag("promise:A3")
    void aSessionIsOpenedForTheUsersOwnCustomer() {
        CheckoutStart start = checkout(LINKED).start(ANN, order("price_1"));

        assertThat(start)
                .isEqualTo(new CheckoutStart(
                        CheckoutStart.Outcome.STARTED, LINKED, "cs_1", "https://checkout.example/cs_1"));
        assertThat(start.toString()).doesNotContain("https://");
        assertThat(writer.done()).containsExactly("open price_1 for cus_1 of user_ann for PT1H");
    }

    @Test
    void aPriceThatStripeDoesNotKnowIsToldSo() {
        assertThat(checkout(LINKED).start(ANN, order("price_none")).outcome())
                .isEqualTo(CheckoutStart.Outcome.UNKNOWN_PRICE);
    }

    @Test
    @Tag("promise:A3")
    void aUserWithoutCustomerBuysNothing() {
        LinkResult conflict = new LinkResult(LinkResult.Outcome.CONFLICT, ANN, null, List.of(CUS_1));

        assertThat(checkout(conflict).start(ANN, order("price_1")).outcome())
                .isEqualTo(CheckoutStart.Outcome.NOT_LINKED);
        assertThat(writer.done()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "price 1", "price_1\n", "../prices/1", "prïce"})
    void aPriceMustBeAnId(String price) {
        assertThatThrownBy(() -> order(price))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("priceId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/relative", "javascript:alert(1)", "https:///nowhere", "ftp://shop.example", "https://a b"})
    void theWayBackMustBeAnAddress(String address) {
        assertThatThrownBy(() -> new CheckoutOrder("price_1", Mode.PAYMENT, address, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("successUrl");
        assertThatThrownBy(() -> new CheckoutOrder("price_1", Mode.PAYMENT, BACK, address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cancelUrl");
    }

    private Checkout checkout(LinkResult link) {
        return new Checkout(writer, user -> link, Duration.ofHours(1));
    }

    private static CheckoutOrder order(String price) {
        return new CheckoutOrder(price, Mode.SUBSCRIPTION, BACK, null);
    }
}
