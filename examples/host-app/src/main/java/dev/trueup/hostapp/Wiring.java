package dev.trueup.hostapp;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.utils.RetryConfig;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.clerk.ClerkSessions;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.hostapp.Settings.ClerkAccess;
import dev.trueup.hostapp.Settings.StripeAccess;
import dev.trueup.model.UserId;
import dev.trueup.stripe.StripeWebhookVerifier;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the clients of the two providers, and what believes them, as the settings say. */
final class Wiring {

    private Wiring() {}

    static Clerk clerk(ClerkAccess access) {
        Clerk.Builder clerk = Clerk.builder()
                .bearerAuth(access.secretKey())
                .client(ClerkDirectory.httpClient(access.timeout()))
                .retryConfig(RetryConfig.noRetries());
        if (access.apiUrl() != null) {
            clerk.serverURL(access.apiUrl());
        }
        return clerk.build();
    }

    static StripeClient stripe(StripeAccess access) {
        // The application's choice: a library must not touch a switch that is global.
        Stripe.enableTelemetry = false;
        StripeClient.StripeClientBuilder stripe = StripeClient.builder().setApiKey(access.secretKey());
        if (access.apiBase() != null) {
            stripe.setApiBase(access.apiBase());
        }
        return stripe.build();
    }

    /** Gives the user whose session an {@code Authorization} header proves. */
    static Function<@Nullable String, Optional<UserId>> sessions(ClerkAccess access, Clerk clerk) {
        ClerkSessions.Builder sessions =
                access.jwtKey() == null ? ClerkSessions.withJwks(clerk) : ClerkSessions.withKey(access.jwtKey());
        return sessions.authorizedParties(access.parties())
                .timeout(access.timeout())
                .build()::authenticate;
    }

    static ClerkWebhookVerifier clerkWebhooks(Settings settings) {
        return ClerkWebhookVerifier.builder(settings.clerk().webhookSecrets().toArray(String[]::new))
                .tolerance(settings.limits().webhookTolerance())
                .build();
    }

    static StripeWebhookVerifier stripeWebhooks(Settings settings) {
        return StripeWebhookVerifier.builder(settings.stripe().webhookSecrets().toArray(String[]::new))
                .tolerance(settings.limits().webhookTolerance())
                .live(settings.stripe().live())
                .build();
    }
}
