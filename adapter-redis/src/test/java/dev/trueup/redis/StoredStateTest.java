package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredStateTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final CustomerId CUSTOMER = new CustomerId("cus_ann");
    private static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void aCustomerIsJsonOfItsEightFieldsByTheirNames() {
        CustomerSnapshot bare = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, null, ANN, null, List.of(), null, CREATED, CREATED.plusSeconds(1)),
                List.of(),
                null);

        assertThat(new String(StoredState.encode(new Finding.Live(bare)), UTF_8))
                .isEqualTo("L{\"stripeCustomerId\":\"cus_ann\",\"email\":null,\"userId\":\"user_ann\",\"name\":null,"
                        + "\"subscriptions\":[],\"defaultPaymentMethod\":null,\"created\":1700000000,"
                        + "\"updatedAt\":1700000001}");
    }

    @Test
    void whatIsUsualTakesNoByte() {
        String plain = new String(StoredState.encode(Customers.live(ANN, 1)), UTF_8);

        assertThat(plain)
                .endsWith("\"items\":[{\"id\":\"si_PfkUW2eZ\",\"price\":\"price_1OqRYf\",\"amount\":1999,"
                        + "\"currency\":\"eur\",\"interval\":\"month\",\"quantity\":1}]}],"
                        + "\"payment\":{\"type\":\"card\",\"brand\":\"visa\",\"last4\":\"4242\",\"expMonth\":12,"
                        + "\"expYear\":2030}}");
    }

    @Test
    void whatIsSpecialStandsUnderShortNames() {
        CustomerSnapshot customer = Customers.special(
                ANN,
                new SubscriptionTerms(
                        "metered",
                        true,
                        CREATED,
                        List.of(
                                new Discount(new BigDecimal("12.50"), null, null, "once", null),
                                new Discount(null, 500L, "eur", "repeating", CREATED)),
                        Map.of("b", "2", "a", "1")),
                new Pricing(
                        new BigDecimal("0.25"),
                        "volume",
                        List.of(new Pricing.Tier(9L, BigDecimal.TEN, BigDecimal.ZERO)),
                        12L,
                        true));

        assertThat(new String(StoredState.encode(new Finding.Live(customer)), UTF_8))
                .contains("\"pricing\":{\"unit\":\"0.25\",\"mode\":\"volume\",\"tiers\":[{\"to\":9,\"unit\":\"1E+1\","
                        + "\"flat\":\"0\"}],\"package\":12,\"up\":true}")
                .contains("\"type\":\"metered\",\"paused\":true,\"ended\":1700000000,\"discounts\":["
                        + "{\"percent\":\"12.5\",\"duration\":\"once\"},"
                        + "{\"amount\":500,\"currency\":\"eur\",\"duration\":\"repeating\",\"end\":1700000000}],"
                        + "\"metadata\":[\"a\",\"1\",\"b\",\"2\"]");
        assertThat(roundTrip(customer)).isEqualTo(customer);
    }

    @RepeatedTest(200)
    void anyTermsAndPricesComeBackAsTheyWere() {
        long seed = new Random().nextLong();
        AnyTerms any = new AnyTerms(new Random(seed));
        CustomerSnapshot customer = Customers.special(ANN, any.terms(), any.pricing());

        assertThat(roundTrip(customer)).as("with seed %d", seed).isEqualTo(customer);
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {"", "\u0000\n\"\\", "صوفيا \u202e", "\ud83d\ude00", "half \ud83d of a pair", "\ude00", "\uffff"})
    void anyTextComesBackAsItWas(String text) {
        CustomerSnapshot customer = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, text, ANN, text, List.of(), text, CREATED, CREATED), List.of(), null);

        assertThat(roundTrip(customer)).isEqualTo(customer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59.999999999Z",
                "2026-01-01T00:00:00.123456Z",
                "9999-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void anyTimeComesBackToTheNanosecond(Instant time) {
        SubscriptionData subscription = new SubscriptionData(
                "sub_1",
                "paused",
                null,
                time,
                time,
                true,
                time,
                time,
                time,
                time,
                List.of(new SubscriptionData.Item("si_1", "price_1", -1L, "jpy", null, 3, null)));
        CustomerSnapshot customer = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, null, ANN, null, List.of("sub_1"), null, time, time),
                List.of(subscription),
                null);

        assertThat(roundTrip(customer)).isEqualTo(customer);
    }

    @Test
    void numbersFromBefore2001AreAsWideAsOthers() {
        String header = "1" + "0000000000000007" + "0000000000000003" + "0946684800000000" + "AAAAAAAAAAAA";

        assertThat(StoredState.decode((header + "N").getBytes(UTF_8), ANN))
                .contains(new FreshnessState(
                        "AAAAAAAAAAAA", 7, 3, Finding.nothing(), Instant.parse("2000-01-01T00:00:00Z")));
    }

    @Test
    void aTimeThatWasNotHeardOfHasNotCome() {
        StoreClock clock = new StoreClock();
        assertThat(clock.hasReached(0)).isFalse();

        clock.heard(1_000_000);
        assertThat(clock.hasReached(1_000_000)).isTrue();
        assertThat(clock.hasReached(1_000_000 + 3_600_000_000L)).isFalse();

        clock.heard(500_000); // Redis' clock was set back
        assertThat(clock.hasReached(500_000 + 3_600_000_000L)).isFalse();
    }

    private static CustomerSnapshot roundTrip(CustomerSnapshot customer) {
        byte[] finding = StoredState.encode(new Finding.Live(customer));
        byte[] header = ("1" + "0".repeat(48) + "AAAAAAAAAAAA").getBytes(UTF_8);
        byte[] value = new byte[header.length + finding.length];
        System.arraycopy(header, 0, value, 0, header.length);
        System.arraycopy(finding, 0, value, header.length, finding.length);
        return StoredState.decode(value, ANN)
                .flatMap(state -> state.finding().snapshot())
                .orElseThrow();
    }

    /** Terms and prices with every field that may be missing missing now and then. */
    private record AnyTerms(Random random) {

        SubscriptionTerms terms() {
            List<Discount> discounts = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                BigDecimal percent = BigDecimal.valueOf(1 + random.nextInt(10_000), 2);
                discounts.add(
                        random.nextBoolean()
                                ? new Discount(percent, null, null, "forever", null)
                                : new Discount(null, random.nextLong(), "eur", "repeating", CREATED));
            }
            Map<String, String> metadata = new HashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                metadata.put("ключ\"\u0000".repeat(random.nextInt(20)), "🙂".repeat(random.nextInt(20)));
            }
            String type = random.nextBoolean() ? "licensed" : "mixed";
            Instant ended = random.nextBoolean() ? CREATED : null;
            return new SubscriptionTerms(type, random.nextBoolean(), ended, discounts, metadata);
        }

        Pricing pricing() {
            List<Pricing.Tier> tiers = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                tiers.add(new Pricing.Tier(random.nextBoolean() ? random.nextLong() : null, amount(), amount()));
            }
            return new Pricing(
                    random.nextBoolean() ? amount() : null,
                    random.nextBoolean() ? "graduated" : null,
                    tiers,
                    random.nextBoolean() ? 1L + random.nextInt(1_000) : null,
                    random.nextBoolean());
        }

        private BigDecimal amount() {
            return BigDecimal.valueOf(random.nextLong(), random.nextInt(21) - 10);
        }
    }
}
