package dev.trueup.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Insight;
import dev.trueup.model.Movement;
import dev.trueup.model.RevenueReport;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import dev.trueup.spi.RevenueLedger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevenueAnalyticsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final CustomerId BIG = new CustomerId("cus_big");
    private static final RevenueSigns NONE = new RevenueSigns(0, 0, 0, 0, 0, 0, 0, null, 0);

    private RevenueSigns signs = NONE;

    @Test
    @Tag("promise:M3")
    void theCurrencyWithTheMostRevenueIsTold() {
        RevenueReport report = analytics().report(null);

        assertThat(report.total()).isEqualTo(new RevenueTotal("eur", 10_000, 4, 3));
        assertThat(report.total().arr()).isEqualTo(120_000);
        assertThat(report.churnRate()).isCloseTo(0.2, within(1e-9));
        assertThat(report.movements()).hasSize(1);
    }

    @Test
    void anotherCurrencyIsToldIfAskedFor() {
        assertThat(analytics().report("usd").total().mrr()).isEqualTo(500);
        assertThat(analytics().report("jpy").total()).isEqualTo(new RevenueTotal("jpy", 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "20, 1, 0, 0, true",
        "19, 19, 0, 0, false",
        "100, 4, 100, 0, false",
        "100, 12, 100, 8, true",
        "100, 11, 100, 8, false"
    })
    @Tag("promise:M4")
    void failuresThatRiseAreTold(long charges, long failed, long before, long failedBefore, boolean told) {
        signs = new RevenueSigns(charges, failed, before, failedBefore, 0, 0, 0, null, 0);

        assertThat(kinds().contains(Insight.Kind.RISING_FAILED_PAYMENTS)).isEqualTo(told);
    }

    @Test
    @Tag("promise:M4")
    void cardsTrialsAndAGreatCustomerAreTold() {
        signs = new RevenueSigns(0, 0, 0, 0, 2, 1, 4, BIG, 2_500);

        assertThat(analytics().report("eur").insights())
                .containsExactly(
                        new Insight(
                                Insight.Kind.EXPIRING_CARDS,
                                3,
                                1,
                                "The cards of 2 paying customers expire with this month or the next one, and those of 1"
                                        + " have expired."),
                        new Insight(
                                Insight.Kind.CONCENTRATION, 0.25, 0.25, "Customer cus_big brings 25 % of the revenue."),
                        new Insight(Insight.Kind.TRIALS_ENDING, 4, 1, "4 trials end within 7 days."));
    }

    @Test
    @Tag("promise:M4")
    void nothingToLookAtIsNotTold() {
        signs = new RevenueSigns(1_000, 10, 1_000, 10, 0, 0, 0, BIG, 2_499);

        assertThat(kinds()).isEmpty();
    }

    private List<Insight.Kind> kinds() {
        return analytics().report("eur").insights().stream().map(Insight::kind).toList();
    }

    private RevenueAnalytics analytics() {
        return new RevenueAnalytics(new Ledger(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private final class Ledger implements RevenueLedger {

        @Override
        public List<RevenueTotal> totals() {
            return List.of(new RevenueTotal("eur", 10_000, 4, 3), new RevenueTotal("usd", 500, 1, 1));
        }

        @Override
        public List<Movement> movements(String currency, int limit) {
            return List.of(new Movement(Movement.Kind.NEW, BIG, currency, 500, NOW));
        }

        @Override
        public Map<Movement.Kind, Long> moved(String currency, Instant since) {
            assertThat(since).isEqualTo(Instant.parse("2026-10-31T00:00:00Z"));
            return Map.of(Movement.Kind.NEW, 2_500L, Movement.Kind.CHURN, -1_875L);
        }

        @Override
        public RevenueSigns signs(String currency, Instant now) {
            return signs;
        }
    }
}
