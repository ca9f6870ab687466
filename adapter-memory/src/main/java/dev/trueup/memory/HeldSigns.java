package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.RevenueSigns;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Reckons the figures of one currency from what a {@link MemoryBillingStore} holds. Not thread-safe. */
final class HeldSigns {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);

    private final HeldCustomers customers;
    private final HeldPayments payments;
    private final String currency;
    private final Instant now;

    HeldSigns(HeldCustomers customers, HeldPayments payments, String currency, Instant now) {
        this.customers = customers;
        this.payments = payments;
        this.currency = currency;
        this.now = now;
    }

    RevenueSigns tell() {
        Map<CustomerId, Long> paying = customers.paying(currency);
        Map.@Nullable Entry<CustomerId, Long> largest = paying.entrySet().stream()
                .min(Map.Entry.<CustomerId, Long>comparingByValue().reversed().thenComparing(it -> it.getKey()
                        .value()))
                .orElse(null);
        List<PaymentData> last = charges(now.minus(MONTH), now);
        List<PaymentData> before = charges(now.minus(MONTH).minus(MONTH), now.minus(MONTH));
        long thisMonth = month(YearMonth.from(now.atZone(ZoneOffset.UTC)));
        return new RevenueSigns(
                last.size(),
                failed(last),
                before.size(),
                failed(before),
                cards(paying.keySet(), it -> it == thisMonth || it == thisMonth + 1),
                cards(paying.keySet(), it -> it < thisMonth),
                trialsEnding(),
                largest == null ? null : largest.getKey(),
                largest == null ? 0 : largest.getValue());
    }

    private List<PaymentData> charges(Instant after, Instant upTo) {
        return payments.charges(currency)
                .filter(it -> it.created().isAfter(after) && !it.created().isAfter(upTo))
                .toList();
    }

    private static long failed(List<PaymentData> charges) {
        return charges.stream()
                .filter(it -> it.status().equals(PaymentData.FAILED))
                .count();
    }

    private long cards(Set<CustomerId> paying, LongPredicate expires) {
        Set<CustomerId> found = new HashSet<>();
        for (CustomerSnapshot it : customers.live()) {
            PaymentSummary card = it.payment();
            if (card != null
                    && card.expYear() != null
                    && card.expMonth() != null
                    && expires.test(card.expYear() * 12L + card.expMonth())
                    && paying.contains(it.customerId())) {
                found.add(it.customerId());
            }
        }
        return found.size();
    }

    private static long month(YearMonth month) {
        return month.getYear() * 12L + month.getMonthValue();
    }

    private long trialsEnding() {
        AtomicLong ending = new AtomicLong();
        customers.each(currency, (customer, it) -> {
            Instant end = it.trialEnd();
            if (it.status().equals("trialing") && end != null && end.isAfter(now) && !end.isAfter(now.plus(WEEK))) {
                ending.incrementAndGet();
            }
        });
        return ending.get();
    }
}
