package dev.trueup.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call as it arrived. */
record ApiRequest(String method, String path, List<Pair> query, Map<String, List<String>> headers, String body) {

    /** One decoded {@code name=value} of a query or a form. */
    record Pair(String name, String value) {}

    static ApiRequest read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new ApiRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                pairs(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                body);
    }

    List<Pair> form() {
        return pairs(body);
    }

    Optional<String> header(String name) {
        // The server's header map capitalises names its own way, hence the comparison without case.
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }

    List<String> queryValues(String name) {
        return query.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .toList();
    }

    Optional<String> queryValue(String name) {
        return queryValues(name).stream().findFirst();
    }

    Map<String, List<String>> queryByName() {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        query.forEach(pair ->
                byName.computeIfAbsent(pair.name(), name -> new ArrayList<>()).add(pair.value()));
        return byName;
    }

    private static List<Pair> pairs(@Nullable String encoded) {
        List<Pair> pairs = new ArrayList<>();
        if (encoded == null || encoded.isEmpty()) {
            return pairs;
        }
        for (String part : encoded.split("&", -1)) {
            int equals = part.indexOf('=');
            pairs.add(
                    equals < 0
                            ? new Pair(decode(part), "")
                            : new Pair(decode(part.substring(0, equals)), decode(part.substring(equals + 1))));
        }
        return pairs;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return encoded;
        }
    }
}
