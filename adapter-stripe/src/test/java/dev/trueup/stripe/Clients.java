package dev.trueup.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.testkit.fake.FakeStripe;

/** Stripe clients as a host makes them. */
final class Clients {

    static {
        Stripe.enableTelemetry = false; // else the tests would leave an id under the home directory
    }

    private Clients() {}

    static StripeClient of(FakeStripe stripe) {
        return of(stripe.baseUrl(), stripe.apiKey());
    }

    static StripeClient of(String baseUrl, String key) {
        return StripeClient.builder().setApiBase(baseUrl).setApiKey(key).build();
    }
}
