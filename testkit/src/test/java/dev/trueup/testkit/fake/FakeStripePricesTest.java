package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Coupon;
import com.stripe.model.Discount;
import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.param.PriceRetrieveParams;
import com.stripe.param.SubscriptionListParams;
import dev.trueup.testkit.SettableClock;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prices that are no whole amount for each unit, and what makes a subscription cost less or nothing. */
class FakeStripePricesTest {

    private static final String COUPONS = "data.discounts.source.coupon";

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void tiersAreShownToWhoAsksForThem() throws StripeException {
        stripe.createPrice(it -> it.id("price_1")
                .graduated()
                .tier(10L, new BigDecimal("2.5"), BigDecimal.ZERO)
                .tier(null, BigDecimal.ONE, new BigDecimal("100")));

        Price plain = client.v1().prices().retrieve("price_1");
        Price expanded = client.v1()
                .prices()
                .retrieve(
                        "price_1",
                        PriceRetrieveParams.builder().addExpand("tiers").build());

        assertThat(plain.getBillingScheme()).isEqualTo("tiered");
        assertThat(plain.getTiersMode()).isEqualTo("graduated");
        assertThat(plain.getUnitAmount()).isNull();
        assertThat(plain.getTiers()).isNull();
        assertThat(expanded.getTiers())
                .extracting(
                        Price.Tier::getUpTo,
                        Price.Tier::getUnitAmount,
                        Price.Tier::getUnitAmountDecimal,
                        Price.Tier::getFlatAmount)
                .containsExactly(tuple(10L, null, new BigDecimal("2.5"), null), tuple(null, 1L, BigDecimal.ONE, 100L));
    }

    @Test
    void aPriceMayHaveFractionsAndPackages() throws StripeException {
        stripe.createPrice(it -> it.id("price_1").amount(new BigDecimal("0.25")));
        stripe.createPrice(it -> it.id("price_2").amount(500).inPackagesOf(12, true));

        Price fraction = client.v1().prices().retrieve("price_1");
        Price packages = client.v1().prices().retrieve("price_2");

        assertThat(fraction.getUnitAmount()).isNull();
        assertThat(fraction.getUnitAmountDecimal()).isEqualByComparingTo("0.25");
        assertThat(packages.getUnitAmount()).isEqualTo(500);
        assertThat(packages.getTransformQuantity().getDivideBy()).isEqualTo(12);
        assertThat(packages.getTransformQuantity().getRound()).isEqualTo("up");
    }

    @Test
    void discountsAreIdsAndTheirCouponsTooUnlessAskedFor() throws StripeException {
        Instant end = Instant.parse("2026-04-30T00:00:00Z");
        String customer = stripe.createCustomer(it -> {});
        stripe.createSubscription(customer, it -> it.price("price_1")
                .discount(off -> off.id("HALF").percentOff("50").repeating(3, end))
                .discount(off -> off.amountOff(500, "usd").once()));

        Subscription plain = list("data.items").getData().get(0);
        Subscription half = list("data.discounts").getData().get(0);
        Subscription whole = list(COUPONS).getData().get(0);

        assertThat(plain.getDiscounts()).hasSize(2).allMatch(id -> id.startsWith("di_"));
        assertThat(plain.getDiscountObjects()).containsOnlyNulls();
        assertThat(half.getDiscountObjects())
                .extracting(it -> it.getSource().getCoupon())
                .startsWith("HALF");
        assertThat(half.getDiscountObjects().get(0).getSource().getCouponObject())
                .isNull();
        assertThat(whole.getDiscountObjects()).extracting(Discount::getEnd).containsExactly(end.getEpochSecond(), null);
        assertThat(whole.getDiscountObjects())
                .extracting(it -> it.getSource().getCouponObject())
                .extracting(Coupon::getPercentOff, Coupon::getAmountOff, Coupon::getCurrency, Coupon::getDuration)
                .containsExactly(
                        tuple(new BigDecimal("50"), null, null, "repeating"), tuple(null, 500L, "usd", "once"));
    }

    @Test
    void fiveLevelsAreRefused() {
        assertThatThrownBy(() -> list("data.items.data.price.tiers"))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.getCode())
                        .isEqualTo("property_expansion_max_depth"));
    }

    @Test
    void collectionIsPausedAndDiscountsAreTakenAgain() throws StripeException {
        String customer = stripe.createCustomer(it -> {});
        String id = stripe.createSubscription(
                customer, it -> it.price("price_1").pauseCollection(true).discount(off -> {}));
        Subscription paused = client.v1().subscriptions().retrieve(id);

        stripe.updateSubscription(id, it -> it.pauseCollection(false).withoutDiscounts());
        Subscription usual = client.v1().subscriptions().retrieve(id);

        assertThat(paused.getPauseCollection().getBehavior()).isEqualTo("void");
        assertThat(paused.getDiscounts()).hasSize(1);
        assertThat(usual.getPauseCollection()).isNull();
        assertThat(usual.getDiscounts()).isEmpty();
    }

    private StripeCollection<Subscription> list(String expand) throws StripeException {
        return client.v1()
                .subscriptions()
                .list(SubscriptionListParams.builder().addExpand(expand).build());
    }
}
