package dev.trueup.testkit;

import dev.trueup.model.WebhookRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A webhook as a provider sends it: a body and the headers that sign it. Its string form tells neither. Not to be
 * changed by anyone; then thread-safe.
 *
 * @param headers the headers of the signature, in the order in which they are sent
 * @param body the raw bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedWebhook(Map<String, String> headers, byte[] body) {

    /** As a {@code WebhookVerifier} takes it. */
    public WebhookRequest toRequest() {
        return WebhookRequest.of(
                body,
                headers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))));
    }

    /** As a POST of JSON to an endpoint, to be sent or completed. */
    public HttpRequest.Builder toHttpRequest(URI endpoint) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request;
    }

    /** The names of the headers and the length of the body. */
    @Override
    public String toString() {
        return "SignedWebhook[" + headers.keySet() + ", " + body.length + " bytes]";
    }
}
