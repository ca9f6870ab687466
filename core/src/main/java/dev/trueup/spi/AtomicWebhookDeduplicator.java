package dev.trueup.spi;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claims of events over any store with compare-and-set. */
final class AtomicWebhookDeduplicator implements WebhookDeduplicator {

    private static final Logger log = LoggerFactory.getLogger(AtomicWebhookDeduplicator.class);

    private final AtomicSteps steps;
    private final ClaimSettings settings;
    private final Claims claims;

    AtomicWebhookDeduplicator(AtomicStore store, ClaimSettings settings) {
        this.steps = new AtomicSteps(store, Source.CLAIMS);
        this.settings = settings;
        this.claims = settings.claims();
    }

    @Override
    public ClaimResult claim(EventKey key, String owner, String fingerprint) {
        return step(key, (state, now) -> claims.claim(state, key, owner, fingerprint, now));
    }

    @Override
    public ClaimVerdict complete(Claim claim) {
        return step(claim.key(), (state, now) -> claims.complete(state, claim, now));
    }

    @Override
    public ClaimVerdict release(Claim claim, Duration retryAfter) {
        return step(claim.key(), (state, now) -> claims.release(state, claim, retryAfter, now));
    }

    @Override
    public ClaimVerdict renew(Claim claim) {
        return step(claim.key(), (state, now) -> claims.renew(state, claim, now));
    }

    @Override
    public boolean reopen(EventKey key) {
        return step(key, claims::reopen);
    }

    private <A> A step(EventKey key, AtomicSteps.Protocol<ClaimState, A> protocol) {
        return steps.take(settings.namespace().eventKey(key), "event " + key, new Kept(key), protocol);
    }

    private final class Kept implements AtomicSteps.Form<ClaimState> {

        private final EventKey key;

        Kept(EventKey key) {
            this.key = key;
        }

        @Override
        public @Nullable ClaimState decode(byte[] bytes) {
            Optional<ClaimState> state = ClaimCodec.decode(bytes);
            if (state.isEmpty()) {
                // Absent rather than an error: the effect may be repeated, but an event that nobody can claim is lost.
                log.warn("What is kept of event {} cannot be read and counts as nothing", key);
            }
            return state.orElse(null);
        }

        @Override
        public byte[] encode(ClaimState state) {
            return ClaimCodec.encode(state);
        }

        @Override
        public Duration retention(ClaimState state, Instant now) {
            return settings.retention();
        }
    }
}
