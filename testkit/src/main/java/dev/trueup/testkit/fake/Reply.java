package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer before it is sent; status 0 stands for no answer at all. */
record Reply(int status, Map<String, String> headers, String body) {

    static final Reply NONE = new Reply(0, Map.of(), "");

    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    static Reply of(int status, JsonNode body) {
        return new Reply(status, Map.of(), Json.write(body));
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }
}
