package dev.trueup.testkit.contract;

import dev.trueup.insight.Revenue;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a ledger should tell, reckoned the long way, of users who share no customer. Not thread-safe. */
final class BooksByHand {

    private final Map<UserId, Known> known = new HashMap<>();
    private final List<Movement> movements = new ArrayList<>();

    private record Known(long ticket, @Nullable CustomerId customer, List<SubscriptionData> subscriptions) {}

    void put(List<Put> page) {
        for (Put put : page) {
            put(put);
        }
    }

    private void put(Put put) {
        UserId user = put.ticket().user();
        long ticket = put.ticket().number();
        Known before = known.getOrDefault(user, new Known(Long.MIN_VALUE, null, List.of()));
        if (ticket < before.ticket()) {
            return;
        }
        Instant at = put.ticket().takenAt();
        List<SubscriptionData> after =
                put.finding().snapshot().map(CustomerSnapshot::subscriptions).orElse(List.of());
        @Nullable CustomerId customer = put.finding().customerId().orElse(before.customer());
        known.put(user, new Known(ticket, customer, after));
        if (customer != null && customer.equals(before.customer())) {
            movements.addAll(Revenue.movements(customer, before.subscriptions(), after, at));
            return;
        }
        if (before.customer() != null) {
            movements.addAll(Revenue.movements(before.customer(), before.subscriptions(), List.of(), at));
        }
        if (customer != null) {
            movements.addAll(Revenue.history(customer, after, at));
        }
    }

    List<Movement> movements(String currency) {
        return movements.stream().filter(it -> it.currency().equals(currency)).toList();
    }

    Map<Movement.Kind, Long> moved(String currency, Instant since) {
        return movements(currency).stream()
                .filter(it -> !it.at().isBefore(since))
                .collect(Collectors.groupingBy(Movement::kind, Collectors.summingLong(Movement::amount)));
    }

    Optional<RevenueTotal> total(String currency) {
        long mrr = 0;
        long subscriptions = 0;
        long customers = 0;
        for (Known one : known.values()) {
            List<SubscriptionData> earning = earning(one, currency);
            mrr += earning.stream().mapToLong(Revenue::monthly).sum();
            subscriptions += earning.size();
            customers += earning.isEmpty() ? 0 : 1;
        }
        return subscriptions == 0
                ? Optional.empty()
                : Optional.of(new RevenueTotal(currency, mrr, subscriptions, customers));
    }

    long largest(String currency) {
        return known.values().stream()
                .mapToLong(it -> earning(it, currency).stream()
                        .mapToLong(Revenue::monthly)
                        .sum())
                .max()
                .orElse(0);
    }

    private static List<SubscriptionData> earning(Known one, String currency) {
        return one.subscriptions().stream()
                .filter(it -> Revenue.isEarning(it) && currency.equals(Revenue.currency(it)))
                .toList();
    }
}
