package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Filters, orders and cuts the list of users. */
final class ClerkUserList {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_FILTER = 100;

    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());

    private static final Map<String, Comparator<FakeUser>> ORDERS = Map.of(
            "updated_at", Comparator.comparing(user -> requireNonNull(user.updatedAt())),
            "first_name", Comparator.comparing(FakeUser::firstName, TEXT),
            "last_name", Comparator.comparing(FakeUser::lastName, TEXT),
            "email_address",
                    Comparator.comparing(
                            user -> user.primary()
                                    .map(FakeUser.Address::address)
                                    .orElse(null),
                            TEXT));

    private static final Set<String> FILTERS = Set.of("user_id", "email_address");
    private static final Set<String> CUTS = Set.of("limit", "offset", "order_by");

    private final ClerkState state;
    private final Table<FakeUser> users;

    ClerkUserList(ClerkState state) {
        this.state = state;
        this.users = state.users();
    }

    int count(ApiRequest request) {
        check(request);
        return isFiltered(request)
                ? filtered(request).size()
                : users.list(ClerkState.ALL).size();
    }

    List<FakeUser> page(ApiRequest request) {
        check(request);
        int limit = number(request, "limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        int offset = number(request, "offset", 0, Integer.MAX_VALUE).orElse(0);
        String order = request.queryValue("order_by").orElse("-created_at").strip();
        boolean newestFirst = order.startsWith("-");
        String field = order.replaceFirst("^[+-]", "");
        if (field.equals("created_at") && !isFiltered(request)) {
            return slice(users.list(ClerkState.ALL), limit, offset, newestFirst);
        }
        if (field.equals("updated_at") && !isFiltered(request)) {
            return slice(state.changes(), limit, offset, newestFirst);
        }
        List<FakeUser> found = isFiltered(request) ? filtered(request) : users.rows(ClerkState.ALL);
        Comparator<FakeUser> comparator = comparator(field);
        return found.stream()
                .sorted(newestFirst ? comparator.reversed() : comparator)
                .skip(offset)
                .limit(limit)
                .toList();
    }

    private List<FakeUser> slice(Timeline all, int limit, int offset, boolean newestFirst) {
        int from = Math.min(offset, all.size());
        int to = from + Math.min(limit, all.size() - from);
        return IntStream.range(from, to)
                .mapToObj(at -> all.get(newestFirst ? all.size() - 1 - at : at))
                .flatMap(id -> users.find(id).stream())
                .toList();
    }

    private Comparator<FakeUser> comparator(String field) {
        Comparator<FakeUser> byCreation =
                Comparator.comparingInt(user -> users.position(ClerkState.ALL, requireNonNull(user.id())));
        if (field.equals("created_at")) {
            return byCreation;
        }
        Comparator<FakeUser> chosen = ORDERS.get(field);
        if (chosen == null) {
            throw ClerkErrors.invalidParam("order_by", "does not name a known order");
        }
        return chosen.thenComparing(byCreation);
    }

    private static boolean isFiltered(ApiRequest request) {
        return request.query().stream().anyMatch(pair -> FILTERS.contains(pair.name()));
    }

    private List<FakeUser> filtered(ApiRequest request) {
        Set<String> ids = new LinkedHashSet<>(filter(request, "user_id"));
        List<String> emails = filter(request, "email_address");
        if (!emails.isEmpty()) {
            Set<String> holders = new LinkedHashSet<>();
            emails.forEach(email ->
                    holders.addAll(users.list(ClerkState.byEmail(email)).ids()));
            if (ids.isEmpty()) {
                ids = holders;
            } else {
                ids.retainAll(holders);
            }
        }
        return ids.stream().flatMap(id -> users.find(id).stream()).toList();
    }

    private static List<String> filter(ApiRequest request, String name) {
        List<String> values = request.queryValues(name);
        if (values.size() > MAX_FILTER) {
            throw ClerkErrors.invalidParam(name, "accepts up to " + MAX_FILTER + " values");
        }
        return values;
    }

    private static Optional<Integer> number(ApiRequest request, String name, int min, int max) {
        Optional<Integer> number = request.queryValue(name).map(text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException malformed) {
                throw ClerkErrors.invalidParam(name, "must be a number");
            }
        });
        if (number.filter(value -> value < min || value > max).isPresent()) {
            throw ClerkErrors.invalidParam(name, "must be between " + min + " and " + max);
        }
        return number;
    }

    /** Refuses filters that this fake does not know: answering as if they were not there would mislead a test. */
    private static void check(ApiRequest request) {
        for (ApiRequest.Pair pair : request.query()) {
            if (!FILTERS.contains(pair.name()) && !CUTS.contains(pair.name())) {
                throw ClerkErrors.unknownParam(pair.name());
            }
        }
    }
}
