package dev.trueup.testkit.fake;

import java.time.Clock;
import java.util.Optional;

/** Clerk's Backend API as far as the fake speaks it. */
final class ClerkApi implements FakeApi {

    private final String secretKey;
    private final ClerkState state;
    private final ClerkKeys keys = new ClerkKeys();
    private final Routes routes = new Routes();

    ClerkApi(String secretKey, Clock clock) {
        this.secretKey = secretKey;
        this.state = new ClerkState(clock);
        new ClerkUsers(state).addTo(routes);
        routes.on("GET", "/v1/jwks", request -> Reply.ok(keys.set()));
    }

    ClerkState state() {
        return state;
    }

    ClerkKeys keys() {
        return keys;
    }

    @Override
    public Routes routes() {
        return routes;
    }

    @Override
    public Optional<Reply> unauthorized(ApiRequest request) {
        Optional<String> header = request.header("Authorization");
        if (header.isEmpty()) {
            return Optional.of(ClerkErrors.error(
                    401, "authentication_invalid", "Invalid authentication", "No secret key was given."));
        }
        return header.get().equals("Bearer " + secretKey)
                ? Optional.empty()
                : Optional.of(ClerkErrors.error(
                        401,
                        "clerk_key_invalid",
                        "The provided Clerk Secret Key is invalid.",
                        "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."));
    }

    @Override
    public Reply error(int status) {
        return switch (status) {
            case 404 -> ClerkErrors.error(404, "resource_not_found", "not found", "This path is unknown.");
            case 429 ->
                ClerkErrors.error(429, "too_many_requests", "Too many requests", "Too many requests, retry later.");
            default ->
                ClerkErrors.error(
                        status, "internal_clerk_error", "Oops, an unexpected error occurred", "A test ordered this.");
        };
    }

    /**
     * Clerk says when to come back, in whole seconds.
     *
     * @see <a href="https://clerk.com/docs/troubleshooting/rate-limits">Clerk's rate limits</a>
     */
    @Override
    public Reply tooMany(RateLimit.Verdict verdict) {
        long seconds = verdict.retryAfter().plusNanos(999_999_999).toSeconds();
        return error(429).with("Retry-After", Long.toString(seconds));
    }
}
