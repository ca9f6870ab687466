package dev.trueup.insight;

import dev.trueup.model.Movement;
import dev.trueup.model.RevenueReport;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.RevenueLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what the business earns, by what a ledger knows. Thread-safe. */
public final class RevenueAnalytics {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final int LATEST = 100;

    /** Of an account that has never had a subscription. */
    private static final String NO_CURRENCY_YET = "usd";

    private final RevenueLedger ledger;
    private final Clock clock;

    /** Analytics over a ledger. */
    public RevenueAnalytics(RevenueLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * What is earned in one currency.
     *
     * @param currency three letters in lower case; {@code null} for the one with the most revenue
     * @throws SourceUnavailableException if the ledger cannot be asked
     */
    public RevenueReport report(@Nullable String currency) {
        List<RevenueTotal> totals = ledger.totals();
        RevenueTotal total = totals.stream()
                .filter(it -> currency == null || it.currency().equals(currency))
                .findFirst()
                .orElseGet(() -> new RevenueTotal(currency == null ? NO_CURRENCY_YET : currency, 0, 0, 0));
        Instant now = clock.instant();
        Map<Movement.Kind, Long> moved = ledger.moved(total.currency(), now.minus(MONTH));
        return new RevenueReport(
                total,
                Revenue.churnRate(total.mrr(), moved),
                Revenue.retention(total.mrr(), moved),
                ledger.movements(total.currency(), LATEST),
                Insights.of(total, ledger.signs(total.currency(), now)));
    }
}
