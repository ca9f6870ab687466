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
}
