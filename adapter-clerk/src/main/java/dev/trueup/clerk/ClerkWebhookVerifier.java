package dev.trueup.clerk;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import dev.trueup.spi.SigningSecrets;
import dev.trueup.spi.SigningTime;
import dev.trueup.spi.WebhookVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the webhooks of one Clerk endpoint, which Svix delivers, on their raw bytes and reads which event each is.
 * Thread-safe; one instance serves a whole endpoint.
 *
 * <p>The size of the body comes first, then the headers, the signature, its time, the form of the body, and the instance.
 * Of the body only ids, type and time are read; it may nest 64 deep, and no name may occur twice in what is read. {@code
 * docs/adapter-clerk.md} tells every rule.
 *
 * @see <a href="https://docs.svix.com/receiving/verifying-payloads/how-manual">Svix: verifying webhooks manually</a>
 */
public final class ClerkWebhookVerifier implements WebhookVerifier {

    private final SigningSecrets secrets;
    private final SigningTime time;
    private final @Nullable String instance;

    private ClerkWebhookVerifier(Builder options) {
        this.secrets = options.secrets;
        this.time = options.time;
        this.instance = options.instance;
    }

    /**
     * Starts to describe a verifier of an endpoint with these secrets, each as Clerk's dashboard shows it: {@code
     * whsec_} and base64, or the base64 alone. While one is rotated, give the old one and the new one, in any order.
     *
     * @throws IllegalArgumentException if there is none, or if one is empty or is no base64
     */
    public static Builder builder(String... secrets) {
        return new Builder(secrets);
    }

    /**
     * {@inheritDoc}
     *
     * @throws WebhookRejectedException as {@link Reason} says; an operator should look when it goes on
     */
    @Override
    public WebhookEvent verify(WebhookRequest request) {
        if (request.body().length > WebhookRequest.MAX_BODY_BYTES) {
            throw new WebhookRejectedException(Reason.TOO_LARGE);
        }
        SvixSignature signature = SvixSignature.read(request);
        if (!secrets.haveSigned(signature.genuineIfAny(), signature.prefix(), request.body())) {
            throw new WebhookRejectedException(Reason.SIGNATURE_WRONG);
        }
        time.check(signature.signedAt());
        return EventReader.read(request.body(), signature, instance);
    }

    /** Describes a verifier. Not thread-safe. */
    public static final class Builder {

        private static final String PREFIX = "whsec_";

        private final SigningSecrets secrets;
        private SigningTime time = SigningTime.DEFAULT;
        private @Nullable String instance;

        private Builder(String... secrets) {
            this.secrets =
                    new SigningSecrets(Arrays.stream(secrets).map(Builder::key).toList());
        }

        /**
         * How far the time of a signature may lie from ours, in both directions; five minutes by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder tolerance(Duration tolerance) {
            this.time = time.withTolerance(tolerance);
            return this;
        }

        /** Our time; the system's clock by default. */
        public Builder clock(Clock clock) {
            this.time = time.withClock(clock);
            return this;
        }

        /** The Clerk instance, {@code ins_…}, whose events the endpoint receives; by default nobody asks. */
        public Builder instance(String instance) {
            this.instance = instance;
            return this;
        }

        /** Makes the verifier. */
        public ClerkWebhookVerifier build() {
            return new ClerkWebhookVerifier(this);
        }

        private static byte[] key(String secret) {
            try {
                return Base64.getDecoder()
                        .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
            } catch (IllegalArgumentException e) {
                // No cause: its message tells a character of the secret.
                throw new IllegalArgumentException("a secret must be " + PREFIX + " and base64");
            }
        }
    }
}
