package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutOrder.Mode;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the writes cost, and what Stripe holds afterwards that no role shows. */
class StripeActionsTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant PERIOD_END = Instant.parse("2026-02-28T12:00:00Z");

    private final SettableClock clock = SettableClock.at(NOW.toString());
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeActions actions =
            StripeActions.builder(Clients.of(stripe)).clock(clock).build();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final CustomerId customer = new CustomerId(stripe.createCustomer(it -> it.userId("user_ann")));

    @BeforeEach
    void sellSomething() {
        stripe.createPrice(it -> it.id("price_month"));
        stripe.createPrice(it -> it.id("price_once").oneTime());
        stripe.createPrice(it -> it.id("price_usage").metered());
        stripe.createPrice(it -> it.id("price_old").archived());
        stripe.createPrice(it -> it.id("price_old_once").oneTime().archived());
    }

    @AfterEach
    void close() {
        actions.close();
        directory.close();
        stripe.close();
    }

    @Test
    void aWriteThatStripeTakesCostsOneCall() {
        String subscription = subscription();

        actions.create(ANN, "key");
        actions.update(customer, "ann@example.com", "Ann");
        actions.adopt(customer, ANN);
        actions.cancel(subscription, End.AT_PERIOD_END);
        actions.reactivate(subscription);
        open("price_month", Mode.SUBSCRIPTION);

        assertThat(stripe.calls().all()).hasSize(6).allMatch(call -> call.method()
                .equals("POST"));
    }

    @Test
    void aRefusalCostsOneCallMoreThatTellsWhy() {
        String ended = subscription();
        stripe.cancelSubscription(ended);

        actions.update(new CustomerId("cus_unknown"), null, null);
        assertThat(stripe.calls().count()).isEqualTo(2);
        actions.cancel(ended, End.AT_PERIOD_END);
        assertThat(stripe.calls().count()).isEqualTo(4);
        open("price_unknown", Mode.PAYMENT);
        assertThat(stripe.calls().count()).isEqualTo(6);
        actions.cancel(ended, End.NOW);
        assertThat(stripe.calls().count()).isEqualTo(7);
    }

    @Test
    void whatCannotBeAnIdCostsNothing() {
        actions.update(new CustomerId("cus_1/sources"), null, null);
        actions.cancel("../customers/" + customer, End.NOW);
        actions.reactivate("");

        assertThat(stripe.calls().count()).isZero();
    }

    @Test
    @Tag("promise:A3")
    void theUserIsInTheSessionAndInItsSubscription() {
        OpenCheckout open = open("price_month", Mode.SUBSCRIPTION).orElseThrow();

        JsonNode session = stripe.objects().get(open.sessionId());
        assertThat(open.url()).isEqualTo(session.path("url").asText());
        assertThat(session.path("client_reference_id").asText()).isEqualTo("user_ann");
        assertThat(session.at("/metadata/userId").asText()).isEqualTo("user_ann");
        assertThat(session.path("mode").asText()).isEqualTo("subscription");
        assertThat(session.path("cancel_url").asText()).isEqualTo("https://shop.example/back");

        stripe.objects().completeCheckout(open.sessionId(), it -> {});

        JsonNode subscription =
                stripe.subscription(stripe.subscriptionIds(customer.value()).get(0));
        assertThat(subscription.at("/metadata/userId").asText()).isEqualTo("user_ann");
    }

    @ParameterizedTest
    @CsvSource({"PT30M,PT31M", "PT30M59S,PT31M", "PT2H,PT2H", "PT23H59M,PT23H59M", "PT24H,PT23H59M"})
    void aCheckoutLivesAsLongAsAskedForButForAMinuteAtBothEnds(Duration life, Duration lives) {
        OpenCheckout open = actions.open(order("price_once", Mode.PAYMENT), customer, ANN, life)
                .orElseThrow();

        assertThat(stripe.objects().get(open.sessionId()).path("expires_at").asLong())
                .isEqualTo(NOW.plus(lives).getEpochSecond());
    }

    @Test
    void clocksMayDifferByAMinute() {
        clock.advance(Duration.ofSeconds(59));
        try (StripeActions late = StripeActions.builder(Clients.of(stripe))
                .clock(SettableClock.at(NOW.toString()))
                .build()) {
            assertThat(late.open(order("price_once", Mode.PAYMENT), customer, ANN, Duration.ofMinutes(30)))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"price_old,SUBSCRIPTION", "price_old_once,PAYMENT", "price_usage,SUBSCRIPTION", "price_usage,PAYMENT"})
    void aPriceThatIsArchivedOrBilledByUsageOpensNothing(String price, Mode mode) {
        assertThat(open(price, mode)).isEmpty();
    }

    @Test
    void anEndThatThePortalSetByItsDateIsSeenAndTakenBack() {
        String id = stripe.createSubscription(
                customer.value(),
                it -> it.price("price_month").period(NOW, PERIOD_END).cancelAt(PERIOD_END));
        assertThat(read().cancelAtPeriodEnd()).isTrue();

        assertThat(actions.reactivate(id)).isTrue();

        assertThat(read().cancelAtPeriodEnd()).isFalse();
        assertThat(stripe.subscription(id).path("cancel_at").isNull()).isTrue();
        assertThat(stripe.calls().count("POST", "/v1/subscriptions")).isEqualTo(2);
    }

    @Test
    void aLastDayOfTheHostsOwnStays() {
        Instant lastDay = PERIOD_END.plus(Duration.ofDays(300));
        String id = stripe.createSubscription(
                customer.value(),
                it -> it.price("price_month").period(NOW, PERIOD_END).cancelAt(lastDay));

        assertThat(read().cancelAtPeriodEnd()).isFalse();
        assertThat(actions.reactivate(id)).isTrue();

        assertThat(stripe.subscription(id).path("cancel_at").asLong()).isEqualTo(lastDay.getEpochSecond());
        assertThat(stripe.calls().count("POST", "/v1/subscriptions")).isEqualTo(1);
    }

    @Test
    void anUpdateTellsNoPaymentMethod() {
        stripe.updateCustomer(customer.value(), it -> it.defaultPaymentMethod("pm_1"));

        assertThat(actions.update(customer, null, "Ann"))
                .returns(Presence.ACTIVE, it -> it.presence())
                .returns("pm_1", it -> it.defaultPaymentMethod())
                .returns(null, it -> it.payment());
    }

    @Test
    void aLimitThatCannotBeKeptIsRefused() {
        StripeActions.Builder builder = StripeActions.builder(Clients.of(stripe));

        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.readTimeout(Duration.ofNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)));
    }

    @Test
    void theHostsExecutorIsUsed() {
        int[] tasks = {0};
        try (StripeActions hosted = StripeActions.builder(Clients.of(stripe))
                .executor(task -> {
                    tasks[0]++;
                    task.run();
                })
                .build()) {
            hosted.create(ANN, "key");
        }

        assertThat(tasks[0]).isEqualTo(1);
        assertThat(stripe.calls().all()).extracting(Call::status).containsExactly(200);
    }

    private Optional<OpenCheckout> open(String price, Mode mode) {
        return actions.open(order(price, mode), customer, ANN, Duration.ofHours(1));
    }

    private static CheckoutOrder order(String price, Mode mode) {
        return new CheckoutOrder(price, mode, "https://shop.example/thanks", "https://shop.example/back");
    }

    private String subscription() {
        return stripe.createSubscription(customer.value(), it -> it.price("price_month"));
    }

    private SubscriptionData read() {
        return directory.find(customer).subscriptions().get(0);
    }
}
