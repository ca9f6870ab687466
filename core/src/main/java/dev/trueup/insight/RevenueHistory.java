package dev.trueup.insight;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Movement;
import dev.trueup.model.SubscriptionData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When subscriptions began and ceased to bring something in, as far as they tell themselves. Pure functions. */
final class RevenueHistory {

    private static final Set<String> NEVER_PAID = Set.of("incomplete", "incomplete_expired", "trialing", "paused");

    private RevenueHistory() {}

    /** A time at which a subscription began to bring something, or ceased to. */
    private record Turn(Instant at, String currency, long change) {}

    static List<Movement> of(CustomerId customer, Collection<SubscriptionData> subscriptions, Instant at) {
        List<Turn> turns = new ArrayList<>();
        for (SubscriptionData it : subscriptions) {
            String currency = Revenue.currency(it);
            long price = paid(it) ? MonthlyPrice.of(it) : 0;
            if (price != 0 && currency != null) {
                turns.add(new Turn(notAfter(at, begun(it)), currency, price));
                if (!Revenue.isEarning(it)) {
                    turns.add(new Turn(notAfter(at, ceased(it, at)), currency, -price));
                }
            }
        }
        // What ends when something else begins is a change and not a loss.
        turns.sort(Comparator.comparing(Turn::at).thenComparing(Turn::change, Comparator.reverseOrder()));
        Map<String, Long> revenue = new HashMap<>();
        Set<String> paid = new HashSet<>();
        List<Movement> movements = new ArrayList<>();
        for (Turn turn : turns) {
            long from = revenue.getOrDefault(turn.currency(), 0L);
            long to = Math.addExact(from, turn.change());
            Movement.Kind kind = Revenue.kind(from, to, paid.contains(turn.currency()));
            movements.add(new Movement(kind, customer, turn.currency(), turn.change(), turn.at()));
            revenue.put(turn.currency(), to);
            paid.add(turn.currency());
        }
        return movements;
    }

    /** Whether a subscription brings something in or has done so. */
    static boolean paid(SubscriptionData it) {
        if (NEVER_PAID.contains(it.status())) {
            return false;
        }
        Instant end = end(it);
        return end == null || begun(it).isBefore(end);
    }

    /** When a change between two states happened: the last thing that Stripe gives a time for, else when it was read. */
    static Instant when(Collection<SubscriptionData> before, Collection<SubscriptionData> after, Instant at) {
        Map<String, SubscriptionData> known =
                before.stream().collect(Collectors.toMap(SubscriptionData::id, it -> it, (one, other) -> one));
        List<Instant> told = new ArrayList<>();
        for (SubscriptionData now : after) {
            SubscriptionData was = known.remove(now.id());
            if (now.equals(was)) {
                continue;
            }
            Instant turn = turn(was, now);
            if (turn == null) {
                return at;
            }
            told.add(turn);
        }
        return known.isEmpty()
                ? told.stream()
                        .max(Comparator.naturalOrder())
                        .map(it -> notAfter(at, it))
                        .orElse(at)
                : at;
    }

    private static @Nullable Instant turn(@Nullable SubscriptionData was, SubscriptionData now) {
        boolean earned = was != null && Revenue.isEarning(was);
        if (!earned && Revenue.isEarning(now)) {
            // After a pause or a debt nobody says since when.
            return was == null || was.status().equals("trialing") ? begun(now) : null;
        }
        return earned && !Revenue.isEarning(now) ? end(now) : null;
    }

    private static Instant begun(SubscriptionData it) {
        Instant trialEnd = it.trialEnd();
        return trialEnd != null && trialEnd.isAfter(it.created()) ? trialEnd : it.created();
    }

    private static Instant ceased(SubscriptionData it, Instant at) {
        return Objects.requireNonNullElse(end(it), at);
    }

    /** When a subscription ended, if it did and says so. */
    private static @Nullable Instant end(SubscriptionData it) {
        Instant ended = it.terms().endedAt();
        return ended == null && it.status().equals("canceled") ? it.canceledAt() : ended;
    }

    private static Instant notAfter(Instant limit, Instant time) {
        return time.isAfter(limit) ? limit : time;
    }
}
