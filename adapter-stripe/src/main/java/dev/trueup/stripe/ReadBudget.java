package dev.trueup.stripe;

import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the reads of each calendar month in UTC, and tells when they become too many. Thread-safe. */
final class ReadBudget {

    private static final Logger log = LoggerFactory.getLogger(ReadBudget.class);

    private final @Nullable Long budget;
    private final Clock clock;
    private final TrueupListener listener;
    private YearMonth month = YearMonth.of(1970, 1);
    private long used;

    ReadBudget(@Nullable Long budget, Clock clock, TrueupListener listener) {
        this.budget = budget;
        this.clock = clock;
        this.listener = TrueupListener.guarded(listener);
    }

    /** A request is sent. */
    void count(Endpoint endpoint) {
        if (!endpoint.isRead()) {
            return;
        }
        long now = countRead();
        if (budget != null && (now == budget || now == fourFifths(budget))) {
            log.warn("{} of the {} reads that this month has for Stripe are used", now, budget);
            listener.readBudget(now, budget);
        }
    }

    synchronized long used() {
        turnPage();
        return used;
    }

    private synchronized long countRead() {
        turnPage();
        return ++used;
    }

    /** A clock that is put back into the month before begins no new one. */
    private void turnPage() {
        YearMonth now = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        if (now.isAfter(month)) {
            month = now;
            used = 0;
        }
    }

    private static long fourFifths(long budget) {
        return budget - budget / 5;
    }
}
