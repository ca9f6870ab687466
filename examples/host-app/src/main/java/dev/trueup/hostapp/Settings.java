package dev.trueup.hostapp;

import dev.trueup.clerk.MetadataPlace;
import dev.trueup.identity.LinkSettings;
import dev.trueup.insight.HealthSettings;
import dev.trueup.model.UserId;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.sync.SyncSettings;
import dev.trueup.webhook.WebhookSettings;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says, checked. Its string form tells nothing of it. Immutable.
 *
 * @param port where to listen; 0 takes a free port
 * @param publicUrl base of return addresses without a slash at its end; {@code null} for this host and port
 * @param admins who may act for others
 * @param clerk how to reach Clerk and believe what comes from it
 * @param stripe how to reach Stripe and believe what comes from it
 * @param database where PostgreSQL is; {@code null} for none
 * @param keepPayments whether what customers pay is kept
 * @param redis where Redis is: nothing for none, one for a server, more for the seeds of a cluster
 * @param cache of the customer cache
 * @param claims of the deduplicator
 * @param sync of the verbs
 * @param webhooks of the receivers
 * @param linking of the linker
 * @param bulk of runs over all users
 * @param health what counts as healthy
 * @param limits of the app itself
 */
record Settings(
        int port,
        @Nullable String publicUrl,
        Set<UserId> admins,
        ClerkAccess clerk,
        StripeAccess stripe,
        @Nullable DatabaseAccess database,
        boolean keepPayments,
        List<RedisURI> redis,
        CacheSettings cache,
        ClaimSettings claims,
        SyncSettings sync,
        WebhookSettings webhooks,
        LinkSettings linking,
        BulkOptions bulk,
        HealthSettings health,
        Limits limits) {

    /**
     * Clerk's side.
     *
     * @param secretKey of the Backend API
     * @param jwtKey public key of session tokens as PEM; {@code null} to fetch the keys
     * @param parties accepted in {@code azp}; empty to accept all
     * @param webhookSecrets of the endpoint; empty for no endpoint
     * @param apiUrl base of the API, {@code null} for Clerk's own
     * @param metadata where it is filed what a user pays for
     * @param timeout of a call
     */
    record ClerkAccess(
            String secretKey,
            @Nullable String jwtKey,
            List<String> parties,
            List<String> webhookSecrets,
            @Nullable String apiUrl,
            MetadataPlace metadata,
            Duration timeout) {

        @Override
        public String toString() {
            return "ClerkAccess";
        }
    }

    /**
     * Stripe's side.
     *
     * @param secretKey of the API
     * @param webhookSecrets of the endpoint; empty for no endpoint
     * @param apiBase base of the API, {@code null} for Stripe's own
     * @param checkoutLife how long a checkout can be completed
     * @param timeout of a call
     */
    record StripeAccess(
            String secretKey,
            List<String> webhookSecrets,
            @Nullable String apiBase,
            Duration checkoutLife,
            Duration timeout) {

        /** Whether the key is of live mode. */
        boolean live() {
            return secretKey.startsWith("live_", 3);
        }

        @Override
        public String toString() {
            return "StripeAccess";
        }
    }

    /**
     * Where PostgreSQL is.
     *
     * @param url for JDBC, with user and password
     * @param schema of all tables
     * @param connections how many at most
     * @param timeout how long a call waits for a connection, 2 s at most, and then for each answer
     * @param retention how long events and runs are remembered
     */
    record DatabaseAccess(String url, String schema, int connections, Duration timeout, Duration retention) {

        @Override
        public String toString() {
            return "DatabaseAccess";
        }
    }

    /**
     * The app's own limits.
     *
     * @param webhookTolerance how far the time of a signature may lie from ours
     * @param redisTimeout how long a call waits for Redis
     * @param cacheSize how many users are kept in memory
     * @param fallbackCopy how long a copy is served while Redis is away
     * @param fallbackLoads how many users a second are loaded from Stripe while Redis is away
     * @param requestTimeout how long a request's body may take to arrive, and a connection may be silent
     * @param shutdownTimeout how long requests in flight may take after SIGTERM
     */
    record Limits(
            Duration webhookTolerance,
            Duration redisTimeout,
            int cacheSize,
            Duration fallbackCopy,
            int fallbackLoads,
            Duration requestTimeout,
            Duration shutdownTimeout) {}

    /**
     * Reads the environment.
     *
     * @throws SettingsException if something is missing or malformed; its message names all of it
     */
    static Settings read(Map<String, String> environment) throws SettingsException {
        return new SettingsReader(new Variables(environment)).read();
    }

    /** Whether neither provider was configured, which asks for the demo. */
    static boolean askForDemo(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        return variables.text("CLERK_SECRET_KEY").isEmpty()
                && variables.text("STRIPE_SECRET_KEY").isEmpty();
    }

    /** The base of return addresses, given where the app listens. */
    String publicUrl(int listeningAt) {
        return Optional.ofNullable(publicUrl).orElse("http://localhost:" + listeningAt);
    }

    @Override
    public String toString() {
        return "Settings";
    }
}
