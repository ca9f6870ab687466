package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.spi.Limits;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What customers have paid, in a {@link MemoryBillingStore}. Not thread-safe: the store lets one in at a time. */
final class HeldPayments {

    private final Map<String, Row<PaymentData>> payments = new HashMap<>();
    private final Map<String, Row<InvoiceData>> invoices = new HashMap<>();
    private final Map<CustomerId, Read> reads = new HashMap<>();
    private long lastTicket;

    private record Row<T>(long ticket, T data) {}

    /** A customer that was read as a whole: what an older read knows from then on and this one did not is gone. */
    private record Read(long ticket, Instant from) {}

    long ticket() {
        return ++lastTicket;
    }

    void put(long ticket, PaymentHistory history) {
        Read read = reads.get(history.customer());
        if (read == null || read.ticket() <= ticket) {
            Instant from = invoicesFrom(history);
            reads.put(history.customer(), new Read(ticket, from));
            Set<String> told = history.invoices().stream().map(InvoiceData::id).collect(Collectors.toSet());
            invoices.values()
                    .removeIf(it -> it.ticket() <= ticket
                            && it.data().customer().equals(history.customer())
                            && !it.data().created().isBefore(from)
                            && !told.contains(it.data().id()));
        }
        put(ticket, history.payments(), history.invoices());
    }

    void put(long ticket, Collection<PaymentData> payments, Collection<InvoiceData> invoices) {
        payments.forEach(it -> this.payments.merge(it.id(), new Row<>(ticket, it), HeldPayments::later));
        invoices.stream()
                .filter(it -> !isGone(ticket, it))
                .forEach(it -> this.invoices.merge(it.id(), new Row<>(ticket, it), HeldPayments::later));
    }

    private boolean isGone(long ticket, InvoiceData invoice) {
        Read read = reads.get(invoice.customer());
        return read != null && ticket < read.ticket() && !invoice.created().isBefore(read.from());
    }

    private static <T> Row<T> later(Row<T> known, Row<T> next) {
        return next.ticket() < known.ticket() ? known : next;
    }

    private static Instant invoicesFrom(PaymentHistory history) {
        return history.invoices().size() < PaymentHistory.LENGTH
                ? Instant.MIN
                : history.invoices().stream()
                        .map(InvoiceData::created)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
    }

    Optional<PaymentHistory> find(CustomerId customer, int limit) {
        Limits.require(limit, PaymentHistory.LENGTH);
        if (!reads.containsKey(customer)) {
            return Optional.empty();
        }
        List<PaymentData> paid = payments.values().stream()
                .map(Row::data)
                .filter(it -> it.customer().equals(customer))
                .sorted(Comparator.comparing(PaymentData::created).reversed().thenComparing(PaymentData::id))
                .limit(limit)
                .toList();
        List<InvoiceData> billed = invoices.values().stream()
                .map(Row::data)
                .filter(it -> it.customer().equals(customer))
                .sorted(Comparator.comparing(InvoiceData::created).reversed().thenComparing(InvoiceData::id))
                .limit(limit)
                .toList();
        return Optional.of(new PaymentHistory(customer, paid, billed));
    }

    /** Every charge of a currency. */
    Stream<PaymentData> charges(String currency) {
        return payments.values().stream()
                .map(Row::data)
                .filter(it ->
                        it.kind() == PaymentData.Kind.CHARGE && it.currency().equals(currency));
    }
}
