package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.SubscriptionListParams.Status;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeStripeSubscriptionsTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @BeforeEach
    void aCustomer() {
        stripe.createCustomer(customer -> customer.id("cus_1").email("ann@example.com"));
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void thePeriodIsOnTheItemsAndAsLongAsThePriceSays() throws StripeException {
        stripe.createPrice(
                price -> price.id("price_q").amount(2550).currency("eur").every("month", 3));
        String id = stripe.createSubscription("cus_1", subscription -> subscription.price("price_q", 2));

        Subscription subscription = client.v1().subscriptions().retrieve(id);
        SubscriptionItem item = subscription.getItems().getData().get(0);
        Price price = item.getPrice();

        assertThat(id).startsWith("sub_");
        assertThat(item.getId()).startsWith("si_");
        assertThat(subscription.getCustomer()).isEqualTo("cus_1");
        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getCurrency()).isEqualTo("eur");
        assertThat(item.getQuantity()).isEqualTo(2);
        assertThat(item.getCurrentPeriodStart()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(item.getCurrentPeriodEnd())
                .isEqualTo(Instant.parse("2026-04-30T12:00:00Z").getEpochSecond());
        assertThat(price.getId()).isEqualTo("price_q");
        assertThat(price.getUnitAmount()).isEqualTo(2550);
        assertThat(price.getRecurring().getInterval()).isEqualTo("month");
        assertThat(price.getRecurring().getIntervalCount()).isEqualTo(3);
        assertThat(client.v1().prices().retrieve("price_q").getProduct()).isEqualTo(price.getProduct());
        assertThat(stripe.subscription(id).has("current_period_end")).isFalse();
    }

    @Test
    void itemsMayHavePeriodsOfTheirOwn() throws StripeException {
        Instant start = Instant.parse("2026-02-01T00:00:00Z");
        String id = stripe.createSubscription("cus_1", subscription -> subscription
                .price("price_a")
                .item("price_b", 3, start, start.plus(Duration.ofDays(7)))
                .period(start, start.plus(Duration.ofDays(28))));

        List<SubscriptionItem> items =
                client.v1().subscriptions().retrieve(id).getItems().getData();

        assertThat(items)
                .extracting(SubscriptionItem::getCurrentPeriodEnd)
                .containsExactly(
                        start.plus(Duration.ofDays(28)).getEpochSecond(),
                        start.plus(Duration.ofDays(7)).getEpochSecond());
    }

    @Test
    void theListLeavesCancelledOnesOutUnlessAskedForAll() throws StripeException {
        String active = subscription("active");
        String pastDue = subscription("past_due");
        String expired = subscription("incomplete_expired");
        String cancelled = subscription("active");
        stripe.cancelSubscription(cancelled);

        assertThat(list(SubscriptionListParams.builder())).containsExactly(expired, pastDue, active);
        assertThat(list(with(Status.ALL))).containsExactly(cancelled, expired, pastDue, active);
        assertThat(list(with(Status.CANCELED))).containsExactly(cancelled);
        assertThat(list(with(Status.PAST_DUE))).containsExactly(pastDue);
        assertThat(list(with(Status.ENDED))).containsExactly(cancelled, expired);
    }

    @Test
    void theListOfACustomerHoldsOnlyItsOwn() throws StripeException {
        stripe.createCustomer(customer -> customer.id("cus_2"));
        String own = subscription("active");
        stripe.createSubscription("cus_2", subscription -> subscription.price("price_basic"));
        String cancelled = subscription("canceled");

        assertThat(list(SubscriptionListParams.builder().setCustomer("cus_1"))).containsExactly(own);
        assertThat(list(with(Status.ALL).setCustomer("cus_1"))).containsExactly(cancelled, own);
        assertThatThrownBy(() -> list(SubscriptionListParams.builder().setCustomer("cus_never")))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns("resource_missing", InvalidRequestException::getCode);
    }

    @Test
    void aListPagesThroughTheSubscriptionsOfOneStatus() throws StripeException {
        for (int n = 0; n < 5; n++) {
            subscription("active");
            subscription("trialing");
        }

        Iterable<Subscription> all = client.v1()
                .subscriptions()
                .list(with(Status.TRIALING).setLimit(2L).build())
                .autoPagingIterable();

        assertThat(all).hasSize(5).allSatisfy(subscription -> assertThat(subscription.getStatus())
                .isEqualTo("trialing"));
    }

    @Test
    void endingWithThePeriodCanBeAskedForAndTakenBack() throws StripeException {
        String id = subscription("active");

        Subscription ending = update(id, true);
        assertThat(ending.getCancelAtPeriodEnd()).isTrue();
        assertThat(ending.getCancelAt())
                .isEqualTo(ending.getItems().getData().get(0).getCurrentPeriodEnd());
        assertThat(ending.getCanceledAt()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(ending.getEndedAt()).isNull();
        Subscription resumed = update(id, false);

        assertThat(resumed.getCancelAtPeriodEnd()).isFalse();
        assertThat(resumed.getCancelAt()).isNull();
        assertThat(resumed.getCanceledAt()).isNull();
    }

    @Test
    void aLastDayCanBeSetAndTakenAway() throws StripeException {
        String id = subscription("active");
        long lastDay = clock.instant().plus(Duration.ofDays(90)).getEpochSecond();

        Subscription ending = update(
                id, SubscriptionUpdateParams.builder().setCancelAt(lastDay).build());
        assertThat(ending.getCancelAt()).isEqualTo(lastDay);
        assertThat(ending.getCancelAtPeriodEnd()).isFalse();
        assertThat(ending.getCanceledAt()).isEqualTo(clock.instant().getEpochSecond());
        Subscription endless = update(
                id,
                SubscriptionUpdateParams.builder().setCancelAt(EmptyParam.EMPTY).build());

        assertThat(endless.getCancelAt()).isNull();
        assertThat(endless.getCanceledAt()).isNull();
    }

    @Test
    void aCancelledSubscriptionIsOverForGood() throws StripeException {
        String id = subscription("active");
        clock.advance(Duration.ofDays(1));

        Subscription cancelled = client.v1().subscriptions().cancel(id);

        assertThat(cancelled.getStatus()).isEqualTo("canceled");
        assertThat(cancelled.getEndedAt()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(stripe.subscription(id).path("status").asText()).isEqualTo("canceled");
        assertThatThrownBy(() -> update(id, false)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.v1().subscriptions().cancel(id))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(404, InvalidRequestException::getStatusCode);
    }

    @Test
    void deletingACustomerCancelsItsSubscriptions() throws StripeException {
        String id = subscription("active");

        client.v1().customers().delete("cus_1");

        assertThat(client.v1().subscriptions().retrieve(id).getStatus()).isEqualTo("canceled");
        assertThat(list(with(Status.CANCELED))).containsExactly(id);
        assertThat(stripe.subscriptionIds("cus_1")).containsExactly(id);
    }

    @Test
    void theSdkCreatesASubscription() throws StripeException {
        stripe.createPrice(price -> price.id("price_basic"));

        Subscription created = client.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer("cus_1")
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice("price_basic")
                                .setQuantity(4L)
                                .build())
                        .setTrialPeriodDays(14L)
                        .putMetadata("plan", "basic")
                        .build());

        assertThat(created.getStatus()).isEqualTo("trialing");
        assertThat(created.getTrialEnd())
                .isEqualTo(clock.instant().plus(Duration.ofDays(14)).getEpochSecond());
        assertThat(created.getItems().getData()).singleElement().returns(4L, SubscriptionItem::getQuantity);
        assertThat(stripe.subscription(created.getId()).at("/metadata/plan").asText())
                .isEqualTo("basic");
    }

    @Test
    void aSubscriptionToAnUnknownPriceIsRefused() {
        assertThatThrownBy(() -> client.v1()
                        .subscriptions()
                        .create(SubscriptionCreateParams.builder()
                                .setCustomer("cus_1")
                                .addItem(SubscriptionCreateParams.Item.builder()
                                        .setPrice("price_never")
                                        .build())
                                .build()))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns("resource_missing", InvalidRequestException::getCode)
                .returns("items[0][price]", InvalidRequestException::getParam);
        assertThat(stripe.subscriptionIds("cus_1")).isEmpty();
    }

    private String subscription(String status) {
        clock.advance(Duration.ofSeconds(1));
        return stripe.createSubscription(
                "cus_1", subscription -> subscription.price("price_basic").status(status));
    }

    private Subscription update(String id, boolean cancelAtPeriodEnd) throws StripeException {
        return update(
                id,
                SubscriptionUpdateParams.builder()
                        .setCancelAtPeriodEnd(cancelAtPeriodEnd)
                        .build());
    }

    private Subscription update(String id, SubscriptionUpdateParams params) throws StripeException {
        return client.v1().subscriptions().update(id, params);
    }

    private static SubscriptionListParams.Builder with(Status status) {
        return SubscriptionListParams.builder().setStatus(status);
    }

    private List<String> list(SubscriptionListParams.Builder params) throws StripeException {
        return client.v1().subscriptions().list(params.build()).getData().stream()
                .map(Subscription::getId)
                .toList();
    }
}
