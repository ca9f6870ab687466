package dev.trueup.clerk;

import com.clerk.backend_api.utils.HTTPClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The JDK's HTTP client with time limits, in the shape that the SDK asks for. Thread-safe; logs nothing. */
final class TimedHttpClient implements HTTPClient {

    private final HttpClient http;
    private final Duration timeout;

    TimedHttpClient(Duration timeout) {
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
        this.timeout = timeout;
    }

    @Override
    public HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        HttpRequest timed = HttpRequest.newBuilder(request, (name, value) -> true)
                .timeout(timeout)
                .build();
        return http.send(timed, BodyHandlers.ofInputStream());
    }
}
