package dev.trueup.examples;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.UserDirectory;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;

/** Clients of Clerk and Stripe as an application makes them: the real services, or the fakes of the testkit. */
final class Services {

    private Services() {}

    static Clerk clerk(String secretKey) {
        return Clerk.builder()
                .bearerAuth(secretKey)
                .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                .build();
    }

    static Clerk clerk(FakeClerk fake) {
        return Clerk.builder()
                .bearerAuth(fake.secretKey())
                .serverURL(fake.baseUrl())
                .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                .build();
    }

    static StripeClient stripe(String secretKey) {
        return StripeClient.builder().setApiKey(secretKey).build();
    }

    static StripeClient stripe(FakeStripe fake) {
        // The application's choice: a library must not touch a switch that is global.
        Stripe.enableTelemetry = false;
        return StripeClient.builder()
                .setApiKey(fake.apiKey())
                .setApiBase(fake.baseUrl())
                .build();
    }

    static UserDirectory users(FakeClerk fake) {
        return ClerkDirectory.builder(clerk(fake)).build();
    }

    static BillingDirectory billing(FakeStripe fake) {
        return StripeDirectory.builder(stripe(fake)).build();
    }
}
