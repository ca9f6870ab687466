package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionCreateParams.Mode;
import com.stripe.param.checkout.SessionCreateParams.SubscriptionData;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeStripeCheckoutTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @BeforeEach
    void sellSomething() {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));
        stripe.createPrice(it -> it.id("price_month").amount(900).currency("eur"));
        stripe.createPrice(it -> it.id("price_once").amount(500).oneTime());
        stripe.createPrice(it -> it.id("price_usage").metered());
        stripe.createPrice(it -> it.id("price_old").archived());
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void aSessionShowsWhatItWasOpenedWith() throws StripeException {
        Session open = open(Mode.SUBSCRIPTION, "price_month", it -> it.setClientReferenceId("user_1")
                .putMetadata("userId", "user_1")
                .setCancelUrl("https://shop.example/back")
                .setExpiresAt(in(Duration.ofMinutes(30))));

        assertThat(open.getId()).startsWith("cs_test_");
        assertThat(open.getUrl())
                .isEqualTo("https://checkout.stripe.com/c/pay/" + open.getId())
                .isEqualTo(
                        client.v1().checkout().sessions().retrieve(open.getId()).getUrl());
        assertThat(open.getStatus()).isEqualTo("open");
        assertThat(open.getMode()).isEqualTo("subscription");
        assertThat(open.getCustomer()).isEqualTo("cus_1");
        assertThat(open.getClientReferenceId()).isEqualTo("user_1");
        assertThat(open.getMetadata()).isEqualTo(Map.of("userId", "user_1"));
        assertThat(open.getExpiresAt()).isEqualTo(in(Duration.ofMinutes(30)));
        assertThat(open.getAmountTotal()).isEqualTo(900);
        assertThat(open.getCurrency()).isEqualTo("eur");
        assertThat(open.getCancelUrl()).isEqualTo("https://shop.example/back");
        assertThat(open.getSubscription()).isNull();
        assertThat(stripe.events().all()).extracting(FakeEvent::type).containsExactly("customer.created");
    }

    @Test
    void whoeverCompletesASubscribingSessionHasTheSubscription() throws StripeException {
        String id = open(
                        Mode.SUBSCRIPTION,
                        "price_month",
                        it -> it.setSubscriptionData(SubscriptionData.builder()
                                .putMetadata("userId", "user_1")
                                .build()))
                .getId();

        stripe.objects().completeCheckout(id, it -> {});

        Session paid = client.v1().checkout().sessions().retrieve(id);
        assertThat(paid.getStatus()).isEqualTo("complete");
        assertThat(paid.getUrl()).isNull();
        Subscription subscription = client.v1().subscriptions().retrieve(paid.getSubscription());
        assertThat(subscription.getCustomer()).isEqualTo("cus_1");
        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getMetadata()).isEqualTo(Map.of("userId", "user_1"));
        assertThat(subscription.getItems().getData()).singleElement().satisfies(item -> {
            assertThat(item.getPrice().getId()).isEqualTo("price_month");
            assertThat(item.getQuantity()).isEqualTo(1);
        });
        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .containsExactly("customer.created", "customer.subscription.created", "checkout.session.completed");
        assertThat(stripe.events().all().get(2).body()).contains(subscription.getId());
    }

    @Test
    void aSessionThatIsCompletedTwiceSubscribesOnce() throws StripeException {
        String id = open(Mode.SUBSCRIPTION, "price_month", it -> {}).getId();

        stripe.objects().completeCheckout(id, it -> {});
        stripe.objects().completeCheckout(id, it -> {});

        assertThat(stripe.subscriptionIds("cus_1")).hasSize(1);
    }

    @Test
    void aPaymentMakesNoSubscription() throws StripeException {
        String id = open(Mode.PAYMENT, "price_once", it -> {}).getId();

        stripe.objects().completeCheckout(id, it -> {});

        assertThat(stripe.objects().get(id).path("payment_status").asText()).isEqualTo("paid");
        assertThat(stripe.subscriptionIds("cus_1")).isEmpty();
    }

    @Test
    void aSessionWithoutACustomerMakesOne() throws StripeException {
        String id = open(Mode.SUBSCRIPTION, "price_month", it -> it.setCustomer(null))
                .getId();

        stripe.objects().completeCheckout(id, it -> {});

        String customer = stripe.objects().get(id).path("customer").asText();
        assertThat(customer).startsWith("cus_").isNotEqualTo("cus_1");
        assertThat(stripe.subscriptionIds(customer)).hasSize(1);
    }

    @Test
    void aPriceThatCannotBeBoughtIsRefusedInStripesWords() {
        assertRefused("resource_missing", "line_items[0][price]", Mode.PAYMENT, "price_unknown", it -> {});
        assertRefused(null, "line_items[0]", Mode.PAYMENT, "price_month", it -> {});
        assertRefused(null, "line_items", Mode.SUBSCRIPTION, "price_once", it -> {});
        assertRefused(null, "line_items[0][price]", Mode.SUBSCRIPTION, "price_old", it -> {});
        assertRefused(null, "line_items[0][quantity]", Mode.SUBSCRIPTION, "price_usage", it -> {});
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        assertRefused("resource_missing", "customer", Mode.PAYMENT, "price_once", it -> it.setCustomer("cus_unknown"));
        assertRefused(
                null, "expires_at", Mode.PAYMENT, "price_once", it -> it.setExpiresAt(in(Duration.ofSeconds(1_799))));
        assertRefused(
                null, "expires_at", Mode.PAYMENT, "price_once", it -> it.setExpiresAt(in(Duration.ofSeconds(86_401))));
        assertRefused("url_invalid", "success_url", Mode.PAYMENT, "price_once", it -> it.setSuccessUrl("/thanks"));
        assertRefused("parameter_missing", "success_url", Mode.PAYMENT, "price_once", it -> it.setSuccessUrl(null));
        assertRefused(
                "parameter_invalid_string_length",
                "client_reference_id",
                Mode.PAYMENT,
                "price_once",
                it -> it.setClientReferenceId("u".repeat(201)));
        assertRefused(
                "parameter_unknown",
                "allow_promotion_codes",
                Mode.PAYMENT,
                "price_once",
                it -> it.setAllowPromotionCodes(true));
    }

    private void assertRefused(
            @Nullable String code, String param, Mode mode, String price, Consumer<SessionCreateParams.Builder> more) {
        assertThatThrownBy(() -> open(mode, price, more))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(400, StripeException::getStatusCode)
                .returns(code, StripeException::getCode)
                .returns(param, InvalidRequestException::getParam);
    }

    private Session open(Mode mode, String price, Consumer<SessionCreateParams.Builder> more) throws StripeException {
        SessionCreateParams.Builder params = SessionCreateParams.builder()
                .setMode(mode)
                .setCustomer("cus_1")
                .setSuccessUrl("https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}")
                .addLineItem(LineItem.builder().setPrice(price).setQuantity(1L).build());
        more.accept(params);
        return client.v1().checkout().sessions().create(params.build());
    }

    private long in(Duration life) {
        return clock.instant().plus(life).getEpochSecond();
    }
}
