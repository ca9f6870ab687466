package dev.trueup.testkit.fake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One HTTP call that a fake received.
 *
 * <p>Headers and bodies are never kept. {@link #toString()} leaves the values of query parameters out, since an e-mail
 * address may be among them.
 *
 * @param method the HTTP method in capitals
 * @param path the path, without the query
 * @param query the decoded query parameters, in the order of their first appearance
 * @param status the HTTP status of the answer; 0 when the line was cut before one was sent
 * @param startedAt when the call arrived, by the machine's clock and not by the fake's
 * @param duration from its arrival until its answer began to be sent
 */
public record Call(
        String method, String path, Map<String, List<String>> query, int status, Instant startedAt, Duration duration) {

    /** Copies the parameters, so that a call never changes. */
    public Call {
        query = Map.copyOf(query);
    }

    @Override
    public String toString() {
        return method + " " + path + " " + query.keySet() + " -> " + status + " in " + duration;
    }
}
