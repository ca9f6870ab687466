package dev.trueup.testkit.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The paths that a fake knows, each with at most one id in it. */
final class Routes {

    private static final String ID = "{id}";

    private final List<Route> routes = new ArrayList<>();

    /** A route such as {@code /v1/customers}. */
    Routes on(String method, String path, Function<ApiRequest, Reply> work) {
        routes.add(new Route(method, path, "", (request, id) -> work.apply(request)));
        return this;
    }

    /** A route such as {@code /v1/customers/{id}} or {@code /v1/users/{id}/metadata}. */
    Routes onId(String method, String template, BiFunction<ApiRequest, String, Reply> work) {
        int at = template.indexOf(ID);
        routes.add(new Route(method, template.substring(0, at) + ID, template.substring(at + ID.length()), work));
        return this;
    }

    Optional<Match> find(String method, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(method))
                .flatMap(route -> route.match(path).stream())
                .findFirst();
    }

    /** What was found: the template names the endpoint, whatever the id. */
    record Match(String endpoint, String id, BiFunction<ApiRequest, String, Reply> work) {

        Reply answer(ApiRequest request) {
            return work.apply(request, id);
        }
    }

    private record Route(String method, String head, String tail, BiFunction<ApiRequest, String, Reply> work) {

        Optional<Match> match(String path) {
            if (!head.endsWith(ID)) {
                return path.equals(head) ? Optional.of(new Match(method + " " + head, "", work)) : Optional.empty();
            }
            String prefix = head.substring(0, head.length() - ID.length());
            int idLength = path.length() - prefix.length() - tail.length();
            if (idLength < 1 || !path.startsWith(prefix) || !path.endsWith(tail)) {
                return Optional.empty();
            }
            String id = path.substring(prefix.length(), prefix.length() + idLength);
            return id.contains("/") ? Optional.empty() : Optional.of(new Match(method + " " + head + tail, id, work));
        }
    }
}
