package dev.trueup.spi;

import dev.trueup.model.Movement;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What all customers pay together, as a billing store knows it: it reckons each customer's revenue and each movement when
 * it is given a customer, by the rules of {@code dev.trueup.insight.Revenue}. Implementations are thread-safe and throw
 * {@code SourceUnavailableException} with {@code Source.STORE} when the store does not answer in time or refuses.
 */
public interface RevenueLedger {

    /** Each currency in which there are active or past due subscriptions, that with the most revenue first. */
    List<RevenueTotal> totals();

    /**
     * The latest movements of a currency, those first.
     *
     * @param limit how many at most; 1 to {@link Limits#ENTRIES}
     */
    List<Movement> movements(String currency, int limit);

    /**
     * The sum of the movements of a currency by kind, from a time on. A kind of which there was none is left out.
     *
     * @param since from this time on
     */
    Map<Movement.Kind, Long> moved(String currency, Instant since);

    /**
     * Figures of a currency from which something may have to be concluded.
     *
     * @param now the present time
     */
    RevenueSigns signs(String currency, Instant now);
}
