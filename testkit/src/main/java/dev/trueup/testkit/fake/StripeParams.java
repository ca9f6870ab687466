package dev.trueup.testkit.fake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The parameters of one call in Stripe's nested spelling, {@code a[b]=c} and {@code expand[]=d}; unknown ones are refused. */
final class StripeParams {

    private record Param(List<String> path, String value) {}

    private final List<Param> params;

    private StripeParams(List<Param> params) {
        this.params = params;
    }

    /** Reads the form of a POST, else the query. */
    static StripeParams of(ApiRequest request, String... known) {
        Set<String> allowed = new LinkedHashSet<>(Arrays.asList(known));
        allowed.add("expand");
        List<Param> params = new ArrayList<>();
        for (ApiRequest.Pair pair : request.method().equals("POST") ? request.form() : request.query()) {
            List<String> path = path(pair.name());
            if (!allowed.contains(path.get(0))) {
                throw StripeErrors.invalid(
                        "parameter_unknown", "Received unknown parameter: " + path.get(0), path.get(0));
            }
            params.add(new Param(path, pair.value()));
        }
        return new StripeParams(params);
    }

    /** Reads the query of a list, which may be cut into pages and narrowed by these filters. */
    static StripeParams ofList(ApiRequest request, String... filters) {
        return of(
                request,
                Stream.concat(Stream.of("limit", "starting_after", "ending_before", "created"), Stream.of(filters))
                        .toArray(String[]::new));
    }

    private static List<String> path(String name) {
        return Stream.of(name.split("\\[")).map(part -> part.replace("]", "")).toList();
    }

    /** The value at this path, for example {@code text("created", "gte")}; an empty one unsets. */
    Optional<String> text(String... path) {
        return params.stream()
                .filter(param -> param.path().equals(List.of(path)))
                .map(Param::value)
                .reduce((first, last) -> last);
    }

    OptionalLong integer(String... path) {
        Optional<String> text = text(path);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException malformed) {
            throw StripeErrors.invalid("parameter_invalid_integer", "Invalid integer: " + text.get(), path[0]);
        }
    }

    Optional<Boolean> bool(String name) {
        return text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw StripeErrors.invalid(null, "Invalid boolean: " + text, name);
        });
    }

    /** The values below a name, {@code metadata[key]=value}. */
    Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        below(name)
                .filter(param -> param.path().size() == 2)
                .forEach(param -> map.put(param.path().get(1), param.value()));
        return map;
    }

    /** The values of {@code name[]=…} or {@code name[0]=…}. */
    List<String> list(String name) {
        return below(name)
                .filter(param -> param.path().size() == 2)
                .map(Param::value)
                .toList();
    }

    /** The indexes in {@code name[0][…]=…}. */
    List<String> indexes(String name) {
        return below(name).map(param -> param.path().get(1)).distinct().toList();
    }

    /** What is below a name, as if it were all: {@code metadata[key]} of {@code subscription_data[metadata][key]}. */
    StripeParams inside(String name) {
        return new StripeParams(below(name)
                .map(param -> new Param(param.path().subList(1, param.path().size()), param.value()))
                .toList());
    }

    private Stream<Param> below(String name) {
        return params.stream()
                .filter(param -> param.path().size() > 1 && param.path().get(0).equals(name));
    }
}
