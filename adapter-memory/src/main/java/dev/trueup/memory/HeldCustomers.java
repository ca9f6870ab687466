package dev.trueup.memory;

import dev.trueup.insight.Bookkeeping;
import dev.trueup.insight.Revenue;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The customers of a {@link MemoryBillingStore} and how they moved. Not thread-safe: the store lets one in at a time. */
final class HeldCustomers {

    /** Kept without a customer too, else an older finding could bring one back. */
    private final Map<UserId, Bookkeeping.Row> rows = new HashMap<>();

    private final NavigableMap<UserId, CustomerSnapshot> told = new TreeMap<>(Comparator.comparing(UserId::value));
    private final Map<String, UserId> owners = new HashMap<>();
    private final Map<CustomerId, Set<UserId>> users = new HashMap<>();
    private final List<Movement> movements = new ArrayList<>();

    void put(Collection<Put> puts) {
        Bookkeeping.Entry entry = Bookkeeping.of(puts, known(puts));
        entry.rows().forEach(this::write);
        for (Put put : entry.accepted()) {
            UserId user = put.ticket().user();
            put.finding().snapshot().ifPresentOrElse(it -> told.put(user, it), () -> told.remove(user));
        }
        movements.addAll(entry.movements());
    }

    private List<Bookkeeping.Row> known(Collection<Put> puts) {
        Set<UserId> named = new HashSet<>();
        for (Put put : puts) {
            named.add(put.ticket().user());
            Finding finding = put.finding();
            finding.customerId().ifPresent(it -> named.addAll(users.getOrDefault(it, Set.of())));
            finding.snapshot().stream()
                    .flatMap(it -> it.subscriptions().stream())
                    .flatMap(it -> Stream.ofNullable(owners.get(it.id())))
                    .forEach(named::add);
        }
        return named.stream().map(rows::get).filter(Objects::nonNull).toList();
    }

    private void write(Bookkeeping.Row row) {
        Bookkeeping.Row before = rows.put(row.user(), row);
        if (before != null) {
            // Another row of the same entry may have taken a subscription by now.
            before.subscriptions().forEach(it -> owners.remove(it.id(), row.user()));
            if (before.customer() != null) {
                users.getOrDefault(before.customer(), new HashSet<>()).remove(row.user());
            }
        }
        row.subscriptions().forEach(it -> owners.put(it.id(), row.user()));
        if (row.customer() != null) {
            users.computeIfAbsent(row.customer(), it -> new HashSet<>()).add(row.user());
        }
    }

    List<UserId> users(@Nullable UserId after, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        NavigableMap<UserId, CustomerSnapshot> left = after == null ? told : told.tailMap(after, false);
        return left.keySet().stream().limit(limit).toList();
    }

    Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        Map<UserId, CustomerSnapshot> found = new HashMap<>();
        for (UserId user : users) {
            find(user).ifPresent(it -> found.put(user, it));
        }
        return found;
    }

    private Optional<CustomerSnapshot> find(UserId user) {
        Bookkeeping.Row row = rows.get(user);
        CustomerSnapshot snapshot = told.get(user);
        return row == null || snapshot == null ? Optional.empty() : Optional.of(with(snapshot, row.subscriptions()));
    }

    private static CustomerSnapshot with(CustomerSnapshot told, List<SubscriptionData> subscriptions) {
        StripeCustomerData it = told.customer();
        List<String> ids = subscriptions.stream().map(SubscriptionData::id).toList();
        return new CustomerSnapshot(
                new StripeCustomerData(
                        it.stripeCustomerId(),
                        it.email(),
                        it.userId(),
                        it.name(),
                        ids,
                        it.defaultPaymentMethod(),
                        it.created(),
                        it.updatedAt()),
                subscriptions,
                told.payment());
    }

    /** Every live customer. */
    Collection<CustomerSnapshot> live() {
        return told.values();
    }

    /** Every subscription of a currency, with its customer. */
    void each(String currency, BiConsumer<CustomerId, SubscriptionData> visitor) {
        rows.values().forEach(row -> row.subscriptions().forEach(it -> {
            if (row.customer() != null && currency.equals(Revenue.currency(it))) {
                visitor.accept(row.customer(), it);
            }
        }));
    }

    List<RevenueTotal> totals() {
        Set<String> currencies = new HashSet<>();
        rows.values().forEach(row -> row.subscriptions().stream()
                .filter(Revenue::isEarning)
                .flatMap(it -> Stream.ofNullable(Revenue.currency(it)))
                .forEach(currencies::add));
        return currencies.stream()
                .map(this::total)
                .sorted(Comparator.comparing(RevenueTotal::mrr).reversed().thenComparing(RevenueTotal::currency))
                .toList();
    }

    private RevenueTotal total(String currency) {
        List<SubscriptionData> earning = new ArrayList<>();
        Set<CustomerId> customers = new HashSet<>();
        each(currency, (customer, it) -> {
            if (Revenue.isEarning(it)) {
                earning.add(it);
                customers.add(customer);
            }
        });
        long mrr = Revenue.mrr(earning).getOrDefault(currency, 0L);
        return new RevenueTotal(currency, mrr, earning.size(), customers.size());
    }

    List<Movement> movements(String currency, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        return movements.stream()
                .filter(it -> it.currency().equals(currency))
                .sorted(Comparator.comparing(Movement::at).reversed())
                .limit(limit)
                .toList();
    }

    Map<Movement.Kind, Long> moved(String currency, Instant since) {
        Map<Movement.Kind, Long> sums = new EnumMap<>(Movement.Kind.class);
        movements.stream()
                .filter(it -> it.currency().equals(currency) && !it.at().isBefore(since))
                .forEach(it -> sums.merge(it.kind(), it.amount(), Math::addExact));
        return sums;
    }

    /** What each customer who pays in a currency pays in a month. */
    Map<CustomerId, Long> paying(String currency) {
        Map<CustomerId, Long> sums = new LinkedHashMap<>();
        each(currency, (customer, it) -> sums.merge(customer, Revenue.monthly(it), Math::addExact));
        sums.values().removeIf(it -> it <= 0);
        return sums;
    }
}
