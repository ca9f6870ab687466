package dev.trueup.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trueup.bulk.PackedReader.Malformed;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Presence;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTest {

    private static final List<@Nullable String> TEXTS =
            Arrays.asList(null, "", "plain", "ünïcödé 漢字 🙂", "x".repeat(500), "\u0000\n", "active", "usd", "card");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RepeatedTest(200)
    void whatIsWrittenIsReadAgain() {
        PackedWriter out = new PackedWriter();
        BillingCustomer customer = customer();
        CustomerSubscription subscription = subscription();
        UserProfile user = user();
        out.customer(customer);
        out.subscription(subscription);
        out.user(user);

        PackedReader in = new PackedReader(out.bytes(), 0);
        assertThat(in.customer()).as("with seed %d", seed).isEqualTo(customer);
        assertThat(in.subscription()).as("with seed %d", seed).isEqualTo(subscription);
        assertThat(in.user()).as("with seed %d", seed).isEqualTo(user);
        assertThat(in.position()).isEqualTo(out.bytes().length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1_795_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void everyNumberIsReadAgain(long number) {
        PackedWriter out = new PackedWriter();
        out.number(number);

        assertThat(new PackedReader(out.bytes(), 0).number()).isEqualTo(number);
    }

    @RepeatedTest(200)
    void whatIsCutOrSpoiltIsRefusedOrReadAsSomethingElse() {
        PackedWriter out = new PackedWriter();
        out.subscription(subscription());
        byte[] bytes = out.bytes();
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));

        assertThatExceptionOfType(Malformed.class).as("with seed %d", seed).isThrownBy(() -> new PackedReader(cut, 0)
                .subscription());
        try {
            new PackedReader(bytes, 0).subscription();
        } catch (Malformed e) {
            assertThat(e).hasMessage("not what a run writes");
        }
    }

    @Test
    void aTypicalSubscriptionTakesFewBytes() {
        PackedWriter out = new PackedWriter();
        Instant start = Instant.ofEpochSecond(1_795_000_000);
        out.subscription(new CustomerSubscription(
                new CustomerId("cus_PqRsTuVwXyZaBc"),
                new SubscriptionData(
                        "sub_1PqRsTuVwXyZaBcDeFgHiJkL",
                        "active",
                        "price_1PqRsTuVwXyZaBcDeFgHiJkL",
                        start,
                        start.plusSeconds(2_592_000),
                        false,
                        null,
                        null,
                        null,
                        start,
                        List.of(new SubscriptionData.Item(
                                "si_PqRsTuVwXyZaBc",
                                "price_1PqRsTuVwXyZaBcDeFgHiJkL",
                                1999L,
                                "usd",
                                "month",
                                1,
                                1L)))));

        assertThat(out.bytes()).hasSizeLessThan(140);
    }

    private BillingCustomer customer() {
        return new BillingCustomer(
                new CustomerId("cus_" + random.nextInt()),
                Presence.ACTIVE,
                random.nextBoolean() ? new UserId("user_" + random.nextInt()) : null,
                text(),
                text(),
                text(),
                random.nextBoolean()
                        ? new PaymentSummary("card", text(), text(), random.nextInt(13), random.nextInt(3000))
                        : null,
                requireTime());
    }

    private CustomerSubscription subscription() {
        List<SubscriptionData.Item> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(new SubscriptionData.Item(
                    "si_" + i,
                    "price_" + random.nextInt(3),
                    random.nextBoolean() ? random.nextLong() : null,
                    random.nextBoolean() ? "usd" : "xyz",
                    random.nextBoolean() ? "month" : null,
                    1 + random.nextInt(100),
                    random.nextBoolean() ? random.nextLong() : null,
                    random.nextBoolean() ? pricing() : null));
        }
        return new CustomerSubscription(
                new CustomerId("cus_1"),
                new SubscriptionData(
                        "sub_1",
                        random.nextBoolean() ? "active" : "of a new kind",
                        random.nextBoolean() && !items.isEmpty() ? items.get(0).priceId() : text(),
                        time(),
                        time(),
                        random.nextBoolean(),
                        time(),
                        time(),
                        time(),
                        requireTime(),
                        items,
                        random.nextBoolean() ? terms() : SubscriptionTerms.USUAL));
    }

    private Pricing pricing() {
        List<Pricing.Tier> tiers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            tiers.add(new Pricing.Tier(random.nextBoolean() ? random.nextLong() : null, amount(), amount()));
        }
        return new Pricing(
                random.nextBoolean() ? amount() : null,
                random.nextBoolean() ? "graduated" : text(),
                tiers,
                random.nextBoolean() ? 1L + random.nextInt(1000) : null,
                random.nextBoolean());
    }

    private SubscriptionTerms terms() {
        List<Discount> discounts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            discounts.add(
                    random.nextBoolean()
                            ? new Discount(
                                    BigDecimal.valueOf(1 + random.nextInt(10_000), 2), null, null, "once", time())
                            : new Discount(null, random.nextLong(), "eur", "of a new kind", time()));
        }
        Map<String, String> metadata = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            metadata.put(String.valueOf(text()), String.valueOf(text()));
        }
        String type = random.nextBoolean() ? "metered" : "of a new kind";
        return new SubscriptionTerms(type, random.nextBoolean(), time(), discounts, metadata);
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(random.nextLong(), random.nextInt(21) - 10);
    }

    private UserProfile user() {
        SubscriptionState filed = random.nextBoolean()
                ? new SubscriptionState(new CustomerId("cus_1"), text(), "active", text(), time(), random.nextBoolean())
                : null;
        return new UserProfile(new UserId("user_" + random.nextInt()), text(), false, text(), null, filed);
    }

    private @Nullable String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private @Nullable Instant time() {
        return random.nextBoolean() ? requireTime() : null;
    }

    private Instant requireTime() {
        return Instant.ofEpochSecond(random.nextInt());
    }
}
