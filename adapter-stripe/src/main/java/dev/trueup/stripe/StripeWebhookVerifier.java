package dev.trueup.stripe;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import dev.trueup.spi.SigningSecrets;
import dev.trueup.spi.SigningTime;
import dev.trueup.spi.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the webhooks of one Stripe endpoint on their raw bytes and reads which event each is: snapshot events of
 * every API version, and thin ones. Thread-safe; one instance serves a whole endpoint.
 *
 * <p>The size of the body comes first, then the header, the signature, its time, the form of the body, the mode, and the
 * account. Of the body only ids, type, time and mode are read; it may nest 64 deep, and no name may occur twice in an
 * object. {@code docs/adapter-stripe.md} tells every rule.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe: verify webhook signatures manually</a>
 */
public final class StripeWebhookVerifier implements WebhookVerifier {

    private final SigningSecrets secrets;
    private final SigningTime time;
    private final @Nullable Boolean live;
    private final @Nullable String account;
    private final boolean anyAccount;

    private StripeWebhookVerifier(Builder options) {
        this.secrets = options.secrets;
        this.time = options.time;
        this.live = options.live;
        this.account = options.account;
        this.anyAccount = options.anyAccount;
    }

    /**
     * Starts to describe a verifier of an endpoint with these secrets, each {@code whsec_…} as the dashboard shows it.
     * Stripe signs with the old secret and the new one for up to a day while one is rolled; give both, in any order.
     *
     * @throws IllegalArgumentException if there is none, or if one is empty or has blanks
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
        StripeSignature signature = StripeSignature.read(request.header("Stripe-Signature"));
        if (!secrets.haveSigned(signature.genuineIfAny(), signature.prefix(), request.body())) {
            throw new WebhookRejectedException(Reason.SIGNATURE_WRONG);
        }
        time.check(signature.signedAt());
        WebhookEvent event = EventReader.read(request.body());
        if (live != null && !live.equals(event.live())) {
            throw new WebhookRejectedException(Reason.WRONG_MODE);
        }
        if (!anyAccount && !Objects.equals(account, event.key().account())) {
            throw new WebhookRejectedException(Reason.WRONG_ACCOUNT);
        }
        return event;
    }

    /** Describes a verifier. Not thread-safe. */
    public static final class Builder {

        private final SigningSecrets secrets;
        private SigningTime time = SigningTime.DEFAULT;
        private @Nullable Boolean live;
        private @Nullable String account;
        private boolean anyAccount;

        private Builder(String... secrets) {
            if (Arrays.stream(secrets).flatMapToInt(String::chars).anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("a secret must not have blanks");
            }
            // Unlike Svix, Stripe takes the whole text as the key, its prefix included.
            this.secrets = new SigningSecrets(Arrays.stream(secrets)
                    .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                    .toList());
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

        /** Whether the endpoint is of live mode; events of the other mode are rejected. By default both are accepted. */
        public Builder live(boolean live) {
            this.live = live;
            return this;
        }

        /**
         * The connected account, {@code acct_…}, whose events the endpoint receives; all others are rejected. By default
         * only events that name no account are accepted, which are those of the endpoint's own.
         */
        public Builder account(String account) {
            this.account = account;
            return this;
        }

        /**
         * The endpoint receives the events of all connected accounts: for a {@code WebhookRouter}, which hands each to
         * the receiver of its account.
         */
        public Builder anyAccount() {
            this.anyAccount = true;
            return this;
        }

        /** Makes the verifier. */
        public StripeWebhookVerifier build() {
            return new StripeWebhookVerifier(this);
        }
    }
}
