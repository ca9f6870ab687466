package dev.trueup.hostapp;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Parameters of a query. */
final class Query {

    private Query() {}

    /**
     * A parameter that is there once and not blank.
     *
     * @throws HttpFailure if it is there more than once, or is badly encoded
     */
    static Optional<String> of(Context context, String name) {
        List<String> values;
        try {
            values = context.queryParams(name);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.badRequest("The query is malformed");
        }
        if (values.size() > 1) {
            throw HttpFailure.badRequest(name + " must occur once");
        }
        return values.stream().filter(it -> !it.isBlank()).findFirst();
    }

    /**
     * How many are asked for at most, by {@code limit}: 1 to 1,000, and 100 if nothing is said.
     *
     * @throws HttpFailure if it is no such number
     */
    static int limit(Context context) {
        return of(context, "limit").map(Query::limit).orElse(100);
    }

    private static int limit(String text) {
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > 1_000) {
            throw HttpFailure.badRequest("limit must be from 1 to 1000");
        }
        return limit;
    }
}
