package dev.trueup.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** One page of a list, newest first, as Stripe cuts it. */
record StripePage<T>(List<T> rows, boolean hasMore) {

    private static final long DEFAULT_LIMIT = 10;
    private static final long MAX_LIMIT = 100;

    /** Reads the page that the parameters ask for from a list of the table, of the rows that match. */
    static <T> StripePage<T> read(StripeParams params, Table<T> table, String list, Predicate<T> match, String kind) {
        long limit = limit(params);
        Timeline timeline = table.list(list);
        int from = Math.max(bound(params, timeline, "gte", 0, 0), bound(params, timeline, "gt", 1, 0));
        int to = Math.min(
                bound(params, timeline, "lt", 0, timeline.size()), bound(params, timeline, "lte", 1, timeline.size()));
        OptionalLong exactly = params.integer("created");
        if (exactly.isPresent()) {
            from = timeline.firstAt(exactly.getAsLong());
            to = timeline.firstAt(exactly.getAsLong() + 1);
        }
        Optional<String> after = params.text("starting_after");
        Optional<String> before = params.text("ending_before");
        if (after.isPresent() && before.isPresent()) {
            throw StripeErrors.invalid(
                    null, "Received both starting_after and ending_before parameters. Please pass in only one.", null);
        }
        if (after.isPresent()) {
            to = Math.min(to, cursor(table, list, match, after.get(), kind, "starting_after"));
        }
        if (before.isPresent()) {
            from = Math.max(from, cursor(table, list, match, before.get(), kind, "ending_before") + 1);
        }
        List<T> found = new ArrayList<>();
        int step = before.isPresent() ? 1 : -1;
        for (int at = before.isPresent() ? from : to - 1; from <= at && at < to && found.size() <= limit; at += step) {
            table.find(timeline.get(at)).filter(match).ifPresent(found::add);
        }
        boolean hasMore = found.size() > limit;
        List<T> rows = hasMore ? found.subList(0, (int) limit) : found;
        if (before.isPresent()) {
            Collections.reverse(rows);
        }
        return new StripePage<>(rows, hasMore);
    }

    private static long limit(StripeParams params) {
        long limit = params.integer("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw StripeErrors.invalid(
                    "parameter_invalid_integer", "This value must be between 1 and " + MAX_LIMIT + ".", "limit");
        }
        return limit;
    }

    private static int bound(StripeParams params, Timeline timeline, String word, int plus, int absent) {
        OptionalLong time = params.integer("created", word);
        return time.isPresent() ? timeline.firstAt(time.getAsLong() + plus) : absent;
    }

    /**
     * Stripe looks the cursor up in the list that is asked for: one that has left it meanwhile, such as a subscription
     * cancelled or a customer deleted between two pages, is refused.
     *
     * @see <a href="https://github.com/stripe/stripe-node/issues/2368">stripe-node#2368</a>
     */
    private static <T> int cursor(
            Table<T> table, String list, Predicate<T> match, String id, String kind, String param) {
        int position = table.position(list, id);
        if (position < 0 || table.find(id).filter(match).isEmpty()) {
            throw StripeErrors.missing(kind, id, param);
        }
        return position;
    }
}
