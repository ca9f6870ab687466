package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Discount;
import dev.trueup.model.Page;
import dev.trueup.model.Pricing;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.spi.CallMeter;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Terms of subscriptions and prices of every kind, as they are found and listed, and what they cost. */
class SpecialSubscriptionsTest {

    private static final String PRICE = "/v1/prices/price_tiered";
    private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");

    private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();
    private final CallMeter meter = new CallMeter();
    private final CustomerId ann = new CustomerId(stripe.createCustomer(it -> {}));

    @BeforeEach
    void createPrices() {
        stripe.createPrice(it -> it.id("price_tiered")
                .graduated()
                .tier(10L, new BigDecimal("2.5"), BigDecimal.ZERO)
                .tier(null, BigDecimal.ONE, new BigDecimal("100")));
        stripe.createPrice(it -> it.id("price_parts").amount(new BigDecimal("0.25")));
        stripe.createPrice(it -> it.id("price_packages").amount(500).inPackagesOf(12, true));
        stripe.createPrice(it -> it.id("price_metered").metered());
    }

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
    }

    @Test
    void pricesAreToldAsTheyAreReckoned() {
        given("price_tiered", "price_parts", "price_packages", "price_plain");

        assertThat(onlyOne().items())
                .extracting(SubscriptionData.Item::unitAmount)
                .containsExactly(null, null, null, 1_000L);
        assertThat(onlyOne().items())
                .extracting(SubscriptionData.Item::pricing)
                .containsExactly(
                        new Pricing(
                                null,
                                "graduated",
                                List.of(
                                        new Pricing.Tier(10L, new BigDecimal("2.5"), BigDecimal.ZERO),
                                        new Pricing.Tier(null, BigDecimal.ONE, new BigDecimal("100"))),
                                null,
                                false),
                        Pricing.decimal(new BigDecimal("0.25")),
                        new Pricing(new BigDecimal("500"), null, List.of(), 12L, true),
                        null);
    }

    @Test
    void termsAreTold() {
        stripe.createSubscription(ann.value(), it -> it.price("price_plain")
                .pauseCollection(true)
                .metadata("plan", "gold")
                .discount(off -> off.percentOff("12.5").repeating(5, END))
                .discount(off -> off.amountOff(300, "usd").once()));

        assertThat(onlyOne().terms())
                .isEqualTo(new SubscriptionTerms(
                        "licensed",
                        true,
                        null,
                        List.of(
                                new Discount(new BigDecimal("12.5"), null, null, "repeating", END),
                                new Discount(null, 300L, "usd", "once", null)),
                        Map.of("plan", "gold")));
    }

    @Test
    void whatIsUsualHasUsualTermsAndWhatHasEndedTellsWhen() {
        String id = given("price_plain");
        assertThat(onlyOne().terms()).isEqualTo(SubscriptionTerms.USUAL);
        clock.set(END);
        stripe.cancelSubscription(id);

        assertThat(onlyOne().terms().endedAt()).isEqualTo(END);
    }

    @Test
    void theTypeIsThatOfAllItems() {
        String metered = given("price_metered");
        assertThat(onlyOne().terms().type()).isEqualTo("metered");

        stripe.updateSubscription(metered, it -> it.item("price_plain", 1));

        assertThat(onlyOne().terms().type()).isEqualTo("mixed");
    }

    @Test
    void listsTellTheSameAsWhatIsFound() {
        given("price_tiered", "price_parts", "price_metered");
        stripe.createSubscription(
                ann.value(),
                it -> it.price("price_packages").metadata("plan", "gold").discount(off -> off.percentOff("50")));

        List<SubscriptionData> found = directory.find(ann).subscriptions();

        assertThat(directory.pages().subscriptions(Span.ALL, null, meter).items())
                .extracting(CustomerSubscription::subscription)
                .isEqualTo(found);
        assertThat(directory.pages().oneByOne(meter).find(ann).subscriptions()).isEqualTo(found);
    }

    @Test
    void theTiersOfAPriceAreReadOnceAndCounted() {
        given("price_tiered");
        given("price_tiered", "price_plain");

        Page<CustomerSubscription> page = directory.pages().subscriptions(Span.ALL, null, meter);
        directory.pages().subscriptions(Span.ALL, null, meter);
        directory.find(ann);

        assertThat(page.items()).hasSize(2);
        assertThat(stripe.calls().of("GET", PRICE)).singleElement().satisfies(call -> assertThat(call.query())
                .containsEntry("expand[0]", List.of("tiers")));
        assertThat(meter.calls()).isEqualTo(3);
    }

    @Test
    void aCustomerWithoutTieredPricesCostsNoFurtherCall() {
        given("price_plain", "price_parts", "price_packages", "price_metered");

        directory.find(ann);

        assertThat(stripe.calls().all())
                .extracting(Call::path)
                .containsExactlyInAnyOrder("/v1/customers/" + ann, "/v1/subscriptions");
    }

    @Test
    void aTieredPriceThatCannotBeReadFailsTheReadAndIsReadAgain() {
        given("price_tiered");
        stripe.faults().on("GET", PRICE).times(2).answer(400);

        assertThatThrownBy(() -> directory.find(ann))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("price price_tiered");
        assertThatThrownBy(() -> directory.pages().subscriptions(Span.ALL, null, meter))
                .isInstanceOf(SourceUnavailableException.class);

        assertThat(onlyOne().items().get(0).pricing()).isNotNull();
    }

    private SubscriptionData onlyOne() {
        List<SubscriptionData> found = directory.find(ann).subscriptions();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private String given(String... prices) {
        return stripe.createSubscription(ann.value(), it -> {
            for (String price : prices) {
                it.item(price, 3);
            }
        });
    }
}
