package dev.trueup.testkit.fake;

import com.stripe.Stripe;
import com.stripe.StripeClient;

/** Real Stripe clients of a {@link FakeStripe}. */
final class StripeSdk {

    static {
        // The first call would write a telemetry id under the home directory.
        Stripe.enableTelemetry = false;
    }

    private StripeSdk() {}

    static StripeClient client(FakeStripe stripe) {
        return client(stripe, stripe.apiKey());
    }

    static StripeClient client(FakeStripe stripe, String apiKey) {
        return StripeClient.builder()
                .setApiKey(apiKey)
                .setApiBase(stripe.baseUrl())
                .setMaxNetworkRetries(0)
                .setReadTimeout(10_000)
                .build();
    }
}
