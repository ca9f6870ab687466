package dev.trueup.insight;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a billing store that is a revenue ledger too has to write when it is given findings: reckoned here, so that all
 * stores mean the same. A pure function of the findings and the rows that the store has; used once and not thread-safe.
 */
public final class Bookkeeping {

    private static final Comparator<UserId> BY_ID = Comparator.comparing(UserId::value);

    private final Map<UserId, Row> rows = new TreeMap<>(BY_ID);
    private final Map<String, UserId> owners = new HashMap<>();
    private final Map<CustomerId, Instant> touched = new TreeMap<>(Comparator.comparing(CustomerId::value));
    private final List<Put> accepted = new ArrayList<>();

    private Bookkeeping(Collection<Row> known) {
        for (Row row : known) {
            rows.put(row.user(), row);
            row.subscriptions().forEach(it -> owners.put(it.id(), row.user()));
        }
    }

    /**
     * What a store has of one user. Immutable and thread-safe.
     *
     * @param user whose row it is
     * @param ticket the number of the ticket of the finding that was accepted last
     * @param customer the customer that was known last, whether or not it still lives; {@code null} if none ever was
     * @param subscriptions those that the user has, in Stripe's order
     */
    public record Row(UserId user, long ticket, @Nullable CustomerId customer, List<SubscriptionData> subscriptions) {

        /** Copies the list. */
        public Row {
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /**
     * What has to be written. Immutable and thread-safe.
     *
     * @param accepted the findings that are not older than what is known
     * @param rows every row that was known, or is new, as it is to be
     * @param movements to be added to those noted before
     */
    public record Entry(List<Put> accepted, List<Row> rows, List<Movement> movements) {

        /** Copies the lists. */
        public Entry {
            accepted = List.copyOf(accepted);
            rows = List.copyOf(rows);
            movements = List.copyOf(movements);
        }
    }

    /**
     * Reckons what has to be written.
     *
     * <p>A finding is left out if one with a higher ticket of the same user is known. A subscription belongs to one user:
     * it moves to whom a later read saw it with, and else stays. A customer moves by what all its subscriptions together
     * bring more or less than before; one that no row knew has a history instead.
     *
     * @param puts what was found
     * @param known the rows of the users of the findings, of the users who have one of the subscriptions found, and of
     *     those whose customer is one of the customers found
     * @throws IllegalArgumentException if a user occurs twice in the findings
     */
    public static Entry of(Collection<Put> puts, Collection<Row> known) {
        Set<UserId> users = new HashSet<>();
        for (Put put : puts) {
            if (!users.add(put.ticket().user())) {
                throw new IllegalArgumentException("user " + put.ticket().user() + " must not occur twice in a batch");
            }
        }
        Bookkeeping book = new Bookkeeping(known);
        puts.stream()
                .sorted(Comparator.comparing(it -> it.ticket().user(), BY_ID))
                .forEach(book::enter);
        return new Entry(book.accepted, List.copyOf(book.rows.values()), book.movements(known));
    }

    private void enter(Put put) {
        UserId user = put.ticket().user();
        long ticket = put.ticket().number();
        Row row = rows.get(user);
        if (row != null && ticket < row.ticket()) {
            return;
        }
        accepted.add(put);
        Instant at = put.ticket().takenAt();
        @Nullable CustomerId known = row == null ? null : row.customer();
        @Nullable CustomerId customer = put.finding().customerId().orElse(known);
        touch(known, at);
        touch(customer, at);
        if (row != null) {
            row.subscriptions().forEach(it -> owners.remove(it.id()));
        }
        List<SubscriptionData> told =
                put.finding().snapshot().map(CustomerSnapshot::subscriptions).orElse(List.of());
        List<SubscriptionData> taken = new ArrayList<>();
        for (SubscriptionData it : told) {
            if (take(it.id(), user, ticket, at)) {
                owners.put(it.id(), user);
                taken.add(it);
            }
        }
        rows.put(user, new Row(user, ticket, customer, taken));
    }

    /** Whether a subscription is to be written for a user: nobody's, or taken from another; not when told a second time. */
    private boolean take(String subscription, UserId user, long ticket, Instant at) {
        UserId owner = owners.get(subscription);
        if (owner == null) {
            return true;
        }
        Row row = rows.get(owner);
        if (owner.equals(user) || row == null || row.ticket() >= ticket) {
            return false;
        }
        touch(row.customer(), at);
        List<SubscriptionData> left = row.subscriptions().stream()
                .filter(it -> !it.id().equals(subscription))
                .toList();
        rows.put(owner, new Row(owner, row.ticket(), row.customer(), left));
        return true;
    }

    private void touch(@Nullable CustomerId customer, Instant at) {
        if (customer != null) {
            touched.merge(customer, at, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    private List<Movement> movements(Collection<Row> known) {
        Map<CustomerId, List<SubscriptionData>> before = byCustomer(known);
        Map<CustomerId, List<SubscriptionData>> after = byCustomer(rows.values());
        List<Movement> movements = new ArrayList<>();
        touched.forEach((customer, at) -> {
            @Nullable List<SubscriptionData> was = before.get(customer);
            List<SubscriptionData> is = after.getOrDefault(customer, List.of());
            movements.addAll(
                    was == null ? Revenue.history(customer, is, at) : Revenue.movements(customer, was, is, at));
        });
        return movements;
    }

    private static Map<CustomerId, List<SubscriptionData>> byCustomer(Collection<Row> rows) {
        Map<CustomerId, List<SubscriptionData>> all = new HashMap<>();
        for (Row row : rows) {
            if (row.customer() != null) {
                all.computeIfAbsent(row.customer(), it -> new ArrayList<>()).addAll(row.subscriptions());
            }
        }
        return all;
    }
}
