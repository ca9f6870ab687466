package dev.trueup.testkit.fake;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Stripe's API as far as the fake speaks it. */
final class StripeApi implements FakeApi {

    private final String apiKey;
    private final Ids requestIds = new Ids();
    private final IdempotencyKeys idempotencyKeys;
    private final StripeState state;
    private final FakeObjects objects;
    private final FakePayments payments;
    private final Routes routes = new Routes();

    StripeApi(String apiKey, Clock clock, int keptEvents) {
        this.apiKey = apiKey;
        this.idempotencyKeys = new IdempotencyKeys(clock);
        boolean livemode = apiKey.contains("_live_");
        this.state = new StripeState(clock, livemode, keptEvents);
        StripeJson json = state.json();
        StripeExpansion expansion = new StripeExpansion(state, json);
        new StripeCustomers(state, json, expansion).addTo(routes);
        new StripeSubscriptions(state, json, expansion).addTo(routes);
        new StripeEventList(state.events().rows(), state).addTo(routes);
        this.objects = new FakeObjects(this, state.events(), expansion, livemode);
        objects.addTo(routes);
        this.payments = new FakePayments(this, objects);
    }

    StripeState state() {
        return state;
    }

    FakeObjects objects() {
        return objects;
    }

    FakePayments payments() {
        return payments;
    }

    @Override
    public Routes routes() {
        return routes;
    }

    @Override
    public Optional<Reply> unauthorized(ApiRequest request) {
        Optional<String> header = request.header("Authorization");
        if (header.isEmpty()) {
            return Optional.of(StripeErrors.unauthorized("You did not provide an API key."));
        }
        return header.get().equals("Bearer " + apiKey)
                ? Optional.empty()
                : Optional.of(StripeErrors.unauthorized("Invalid API Key provided"));
    }

    @Override
    public Reply error(int status) {
        if (status == 404) {
            return StripeErrors.error(404, "invalid_request_error", null, "Unrecognized request URL", null);
        }
        return status == 429
                ? StripeErrors.error(429, "invalid_request_error", "rate_limit", "Request rate limit exceeded.", null)
                : StripeErrors.error(status, "api_error", null, "An error that a test ordered.", null);
    }

    @Override
    public Reply tooMany(RateLimit.Verdict verdict) {
        // Stripe names the limit that was met and leaves the wait to the client.
        String limit = verdict.limit().name().toLowerCase(Locale.ROOT);
        return error(429).with("Stripe-Rate-Limited-Reason", limit.replace("overall", "global") + "-rate");
    }

    @Override
    public Reply perform(ApiRequest request, Supplier<Reply> work) {
        Optional<String> key = request.header("Idempotency-Key")
                .filter(given -> request.method().equals("POST"));
        return key.isPresent() ? idempotencyKeys.answer(key.get(), request, work) : work.get();
    }

    @Override
    public Reply headed(Reply reply) {
        return reply.with("Request-Id", requestIds.next("req_"));
    }
}
