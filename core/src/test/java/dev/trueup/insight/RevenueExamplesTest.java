package dev.trueup.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Discount;
import dev.trueup.model.Movement;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionData.Item;
import dev.trueup.model.SubscriptionTerms;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reckons every example of {@code docs/revenue.md}. */
class RevenueExamplesTest {

    private static final CustomerId CUSTOMER = new CustomerId("cus_1");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Pattern ITEM = Pattern.compile(
            "(?:(?<quantity>\\d+) x |metered )(?<price>[^ ]+(?:\\([^)]*\\))?|[a-z]+\\([^)]*\\)) (?<currency>[a-z]{3})"
                    + " (?:/ (?<count>\\d+) (?<interval>[a-z]+)|once)");
    private static final Pattern TIER = Pattern.compile("(\\d+|\\*):([\\d.]+)\\+([\\d.]+)");
    private static final Pattern PACKAGE = Pattern.compile("package\\((\\d+) for (\\d+) (up|down)\\)");

    @TestFactory
    @Tag("promise:M1")
    Stream<DynamicTest> monthly() throws IOException {
        List<List<String>> rows = rows(4, "status");
        assertThat(rows).hasSizeGreaterThan(35);
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(String.join(" | ", row), () -> assertThat(
                                Revenue.monthly(subscription(row.get(0), row.get(1), row.get(2))))
                        .isEqualTo(Long.parseLong(row.get(3)))));
    }

    @TestFactory
    @Tag("promise:M2")
    Stream<DynamicTest> movements() throws IOException {
        List<List<String>> rows = rows(5, "from");
        assertThat(rows).hasSize(5);
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(String.join(" | ", row), () -> {
                    boolean paid = row.get(2).equals("yes");
                    List<SubscriptionData> before = new ArrayList<>();
                    if (paid) {
                        before.add(priced("sub_old", "canceled", 700));
                    }
                    List<SubscriptionData> after = new ArrayList<>(before);
                    before.add(priced("sub_1", "active", Long.parseLong(row.get(0))));
                    after.add(priced("sub_1", "active", Long.parseLong(row.get(1))));

                    List<Movement> moved = Revenue.movements(CUSTOMER, before, after, NOW);

                    Movement.Kind kind = Movement.Kind.valueOf(row.get(3).toUpperCase(Locale.ROOT));
                    assertThat(moved)
                            .containsExactly(new Movement(kind, CUSTOMER, "eur", Long.parseLong(row.get(4)), NOW));
                }));
    }

    @TestFactory
    @Tag("promise:M3")
    Stream<DynamicTest> churnAndRetention() throws IOException {
        List<List<String>> rows = rows(8, "MRR");
        assertThat(rows).hasSize(3);
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(String.join(" | ", row), () -> {
                    Map<Movement.Kind, Long> moved = new EnumMap<>(Movement.Kind.class);
                    for (int i = 0; i < 5; i++) {
                        moved.put(Movement.Kind.values()[i], Long.parseLong(row.get(i + 1)));
                    }
                    long mrr = Long.parseLong(row.get(0));
                    assertThat(Revenue.churnRate(mrr, moved)).isCloseTo(Double.parseDouble(row.get(6)), within(1e-9));
                    assertThat(Revenue.retention(mrr, moved)).isCloseTo(Double.parseDouble(row.get(7)), within(1e-9));
                }));
    }

    @Test
    void annualIsTwelveMonths() {
        assertThat(Revenue.arr(List.of(priced("sub_1", "active", 1500)))).isEqualTo(Map.of("eur", 18_000L));
    }

    private static SubscriptionData priced(String id, String status, long amount) {
        return AnySubscriptions.named(subscription(status, "1 x " + amount + " eur / 1 month", "–"), id);
    }

    private static SubscriptionData subscription(String status, String items, String discounts) {
        List<Item> lines = new ArrayList<>();
        Matcher found = ITEM.matcher(items);
        while (found.find()) {
            lines.add(item(found));
        }
        assertThat(lines).as(items).hasSize(items.split(",").length);
        String word = status.split(",")[0];
        return new SubscriptionData(
                "sub_1",
                word,
                "price_1",
                null,
                null,
                false,
                word.equals("canceled") ? NOW.minusSeconds(1_000) : null,
                null,
                null,
                NOW.minusSeconds(9_000),
                lines,
                new SubscriptionTerms(
                        SubscriptionTerms.LICENSED,
                        status.endsWith("collection paused"),
                        null,
                        discounts.equals("–")
                                ? List.of()
                                : Arrays.stream(discounts.split(", "))
                                        .map(RevenueExamplesTest::discount)
                                        .toList(),
                        Map.of()));
    }

    private static Item item(Matcher found) {
        String quantity = found.group("quantity");
        String price = found.group("price");
        Pricing pricing = pricing(price);
        String count = found.group("count");
        return new Item(
                "si_1",
                "price_1",
                pricing == null ? Long.valueOf(price) : null,
                found.group("currency"),
                found.group("interval"),
                count == null ? 1 : Long.parseLong(count),
                quantity == null ? null : Long.valueOf(quantity),
                pricing);
    }

    private static @Nullable Pricing pricing(String price) {
        Matcher packages = PACKAGE.matcher(price);
        if (packages.matches()) {
            return new Pricing(
                    new BigDecimal(packages.group(1)),
                    null,
                    List.of(),
                    Long.valueOf(packages.group(2)),
                    packages.group(3).equals("up"));
        }
        if (price.contains("(")) {
            List<Pricing.Tier> tiers = TIER.matcher(price)
                    .results()
                    .map(it -> new Pricing.Tier(
                            it.group(1).equals("*") ? null : Long.valueOf(it.group(1)),
                            new BigDecimal(it.group(2)),
                            new BigDecimal(it.group(3))))
                    .toList();
            return new Pricing(null, price.substring(0, price.indexOf('(')), tiers, null, false);
        }
        return price.contains(".") ? Pricing.decimal(new BigDecimal(price)) : null;
    }

    private static Discount discount(String text) {
        String[] words = text.split(" ");
        return words[1].equals("%")
                ? new Discount(new BigDecimal(words[0]), null, null, words[2], null)
                : new Discount(null, Long.valueOf(words[0]), words[1], words[2], null);
    }

    /** The rows of all tables that begin with a column of this name and have so many columns. */
    private static List<List<String>> rows(int columns, String first) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("../docs/revenue.md"))) {
            List<String> cells = line.startsWith("|")
                    ? Arrays.stream(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList()
                    : List.of();
            if (cells.size() == columns && cells.get(0).equals(first)) {
                within = true;
            } else if (cells.isEmpty()) {
                within = false;
            } else if (within && !cells.get(0).startsWith("---")) {
                rows.add(cells);
            }
        }
        return rows;
    }
}
