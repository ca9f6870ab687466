package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutOrder.Mode;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingActions.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What all {@link BillingActions} have to do. An adapter's test class extends it and says how its Stripe is filled.
 *
 * <p>Each test wants actions over an empty account; set them up and tear them down in the subclass.
 */
public abstract class BillingActionsContract extends BillingWritesContract {

    private static final UserId ANN = new UserId("user_ann");
    private static final Duration HOUR = Duration.ofHours(1);

    private CustomerId customer = new CustomerId("cus_none_yet");

    /** For subclasses. */
    protected BillingActionsContract() {}

    /** The actions under test. */
    protected abstract BillingActions actions();

    /**
     * Creates a subscription and returns its id.
     *
     * @param customer whose
     * @param status Stripe's word, such as {@code active} or {@code canceled}
     */
    protected abstract String givenSubscription(CustomerId customer, String status);

    /**
     * Creates a price and returns its id.
     *
     * @param recurring whether it is paid again and again or once
     */
    protected abstract String givenPrice(boolean recurring);

    /** Completes and pays a checkout session, as a user on Stripe's page does. */
    protected abstract void complete(String sessionId);

    @BeforeEach
    void createCustomer() {
        customer = givenCustomer("ann@example.com", Map.of("userId", "user_ann"));
    }

    @Test
    void aSubscriptionEndsWithItsPeriodUnlessItIsReactivated() {
        String ending = givenSubscription(customer, "active");
        String other = givenSubscription(customer, "active");

        assertThat(actions().cancel(ending, End.AT_PERIOD_END)).isTrue();
        assertThat(read(ending).cancelAtPeriodEnd()).isTrue();
        assertThat(read(ending).status()).isEqualTo("active");
        assertThat(read(other).cancelAtPeriodEnd()).isFalse();

        assertThat(actions().reactivate(ending)).isTrue();
        assertThat(read(ending).cancelAtPeriodEnd()).isFalse();
    }

    @Test
    void aSubscriptionCanEndNow() {
        String ending = givenSubscription(customer, "trialing");
        String other = givenSubscription(customer, "active");

        assertThat(actions().cancel(ending, End.NOW)).isTrue();

        assertThat(read(ending).status()).isEqualTo("canceled");
        assertThat(read(other).status()).isEqualTo("active");
    }

    @Test
    void whatIsAsWishedAlreadyIsTakenAgain() {
        String id = givenSubscription(customer, "active");

        assertThat(actions().reactivate(id)).isTrue();
        assertThat(actions().cancel(id, End.AT_PERIOD_END)).isTrue();
        assertThat(actions().cancel(id, End.AT_PERIOD_END)).isTrue();
        assertThat(actions().reactivate(id)).isTrue();
        assertThat(actions().cancel(id, End.AT_PERIOD_END)).isTrue();

        assertThat(read(id).cancelAtPeriodEnd()).isTrue();
        assertThat(actions().cancel(id, End.NOW)).isTrue();
    }

    @Test
    void aSubscriptionThatHasEndedStaysEnded() {
        for (String status : List.of("canceled", "incomplete_expired")) {
            String ended = givenSubscription(customer, status);
            SubscriptionData before = read(ended);

            assertThat(actions().cancel(ended, End.AT_PERIOD_END)).isFalse();
            assertThat(actions().cancel(ended, End.NOW)).isFalse();
            assertThat(actions().reactivate(ended)).isFalse();

            assertThat(read(ended)).isEqualTo(before);
        }
    }

    @Test
    void anIdThatNoSubscriptionHasIsUnknown() {
        String id = givenSubscription(customer, "active");

        for (String madeUp : List.of(
                "sub_never_existed",
                "",
                ".",
                "../customers/" + customer,
                "x/../" + id,
                id + "?expand[]=customer",
                id + "\r\nX: y",
                "sub_ü",
                "sub_\ud800",
                "sub_" + "a".repeat(9_000))) {
            assertThat(actions().cancel(madeUp, End.AT_PERIOD_END)).isFalse();
            assertThat(actions().cancel(madeUp, End.NOW)).isFalse();
            assertThat(actions().reactivate(madeUp)).isFalse();
        }
        assertThat(read(id).status()).isEqualTo("active");
        assertThat(read(id).cancelAtPeriodEnd()).isFalse();
    }

    @Test
    void aCheckoutCarriesItsCustomerAndItsUser() {
        OpenCheckout open = actions()
                .open(order(givenPrice(true), Mode.SUBSCRIPTION), customer, ANN, HOUR)
                .orElseThrow();

        assertThat(open.url()).startsWith("http");
        assertThat(directory().findCheckout(open.sessionId()))
                .contains(new CheckoutSession(open.sessionId(), customer, ANN));
    }

    @Test
    void aCheckoutThatIsPaidMakesItsSubscription() {
        String recurring = givenPrice(true);
        complete(actions()
                .open(order(recurring, Mode.SUBSCRIPTION), customer, ANN, HOUR)
                .orElseThrow()
                .sessionId());
        complete(actions()
                .open(order(givenPrice(false), Mode.PAYMENT), customer, ANN, HOUR)
                .orElseThrow()
                .sessionId());

        assertThat(directory().find(customer).subscriptions())
                .singleElement()
                .returns(recurring, SubscriptionData::priceId)
                .returns("active", SubscriptionData::status);
    }

    @Test
    void everyCheckoutIsASessionOfItsOwn() {
        CheckoutOrder order = order(givenPrice(true), Mode.SUBSCRIPTION);

        OpenCheckout first = actions().open(order, customer, ANN, HOUR).orElseThrow();
        OpenCheckout second = actions().open(order, customer, ANN, HOUR).orElseThrow();

        assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
    }

    @Test
    void aPriceThatIsUnknownOrDoesNotFitOpensNothing() {
        assertThat(actions().open(order("price_unknown", Mode.SUBSCRIPTION), customer, ANN, HOUR))
                .isEmpty();
        assertThat(actions().open(order("price_unknown", Mode.PAYMENT), customer, ANN, HOUR))
                .isEmpty();
        assertThat(actions().open(order(givenPrice(false), Mode.SUBSCRIPTION), customer, ANN, HOUR))
                .isEmpty();
        assertThat(actions().open(order(givenPrice(true), Mode.PAYMENT), customer, ANN, HOUR))
                .isEmpty();
    }

    @Test
    void aCheckoutOfAnUnknownCustomerIsAFailureAndNotAnUnknownPrice() {
        CheckoutOrder order = order(givenPrice(true), Mode.SUBSCRIPTION);

        assertUnknownWhetherDone(() -> actions().open(order, new CustomerId("cus_never_existed"), ANN, HOUR));
    }

    @Test
    void aLifeThatStripeDoesNotAllowIsRefused() {
        CheckoutOrder order = order(givenPrice(true), Mode.SUBSCRIPTION);

        for (Duration life : List.of(Duration.ofMinutes(30), Duration.ofHours(24))) {
            assertThat(actions().open(order, customer, ANN, life)).isPresent();
        }
        for (Duration life : List.of(
                Duration.ZERO,
                Duration.ofMinutes(30).minusMillis(1),
                Duration.ofHours(24).plusMillis(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> actions().open(order, customer, ANN, life))
                    .withMessageContaining("life");
        }
    }

    @Test
    void anOutageIsAnExceptionAndNeverAnAnswer() {
        String id = givenSubscription(customer, "active");
        String ended = givenSubscription(customer, "canceled");
        CheckoutOrder order = order(givenPrice(true), Mode.SUBSCRIPTION);
        makeUnavailable();

        assertUnknownWhetherDone(() -> actions().cancel(id, End.AT_PERIOD_END));
        assertUnknownWhetherDone(() -> actions().cancel(id, End.NOW));
        assertUnknownWhetherDone(() -> actions().cancel(ended, End.NOW));
        assertUnknownWhetherDone(() -> actions().reactivate(ended));
        assertUnknownWhetherDone(() -> actions().open(order, customer, ANN, HOUR));

        recover();
        assertThat(read(id).status()).isEqualTo("active");
        assertThat(read(id).cancelAtPeriodEnd()).isFalse();
    }

    @Test
    void whatWasNotConfirmedCanBeAskedForAgain() {
        String later = givenSubscription(customer, "active");
        String now = givenSubscription(customer, "active");
        CheckoutOrder order = order(givenPrice(false), Mode.PAYMENT);
        loseAnswersToWrites();
        assertUnknownWhetherDone(() -> actions().cancel(later, End.AT_PERIOD_END));
        assertUnknownWhetherDone(() -> actions().open(order, customer, ANN, HOUR));
        recover();

        assertThat(read(later).cancelAtPeriodEnd()).isTrue();
        assertThat(actions().cancel(later, End.AT_PERIOD_END)).isTrue();
        assertThat(actions().reactivate(later)).isTrue();
        assertThat(actions().cancel(now, End.NOW)).isTrue();
        assertThat(actions().cancel(now, End.NOW)).isFalse();
        assertThat(actions().open(order, customer, ANN, HOUR)).isPresent();
    }

    private static CheckoutOrder order(String price, Mode mode) {
        return new CheckoutOrder(
                price,
                mode,
                "https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}",
                "https://shop.example/back");
    }

    private SubscriptionData read(String id) {
        return directory().find(customer).subscriptions().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
