package dev.trueup.spi;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import java.time.Duration;

/**
 * Lets one worker at a time have a webhook event, over all instances of an application. Implementations are thread-safe
 * and carry out every method as one atomic step, by the rules of {@link dev.trueup.protocol.Claims}.
 *
 * <p>Every method throws {@code SourceUnavailableException} with {@code Source.CLAIMS} when the store does not answer in
 * time or refuses. Whether the step was carried out is then <em>unknown</em>, and must be taken for neither yes nor no;
 * repeating it with the same owner or claim is safe.
 *
 * <p>An adapter implements the five methods, or implements {@link AtomicStore} and passes it to {@link #over}. Either
 * way it has to pass {@code WebhookDeduplicatorContract} of the testkit.
 */
public interface WebhookDeduplicator {

    /**
     * Claims an event.
     *
     * @param key the event
     * @param owner a token that nobody else uses, at least 128 random bits; who asks again with the same one, because
     *     the first answer was lost, gets the same claim. At most 64 letters, digits, {@code _} and {@code -}
     * @param fingerprint tells the event's body from others; at most 64 letters, digits, {@code _} and {@code -};
     *     {@link dev.trueup.protocol.Claims#ANY_BODY} if nobody has seen the body
     * @throws IllegalArgumentException if owner or fingerprint is empty, too long, or has another character
     */
    ClaimResult claim(EventKey key, String owner, String fingerprint);

    /** Notes that the event's effect is done. */
    ClaimVerdict complete(Claim claim);

    /**
     * Gives an event back undone.
     *
     * @param claim the claim to give back
     * @param retryAfter how long nobody may claim it; not negative, and less than the retention, after which the event
     *     is forgotten all the same
     * @throws IllegalArgumentException if {@code retryAfter} is negative
     */
    ClaimVerdict release(Claim claim, Duration retryAfter);

    /** Begins the lease anew, for work that takes longer. */
    ClaimVerdict renew(Claim claim);

    /**
     * Lets an event that failed or was given up be claimed again at once, with all its attempts before it.
     *
     * @return whether the event may be claimed now: not if it is done or leased
     */
    boolean reopen(EventKey key);

    /**
     * The deduplicator that core builds on any store with compare-and-set. A value that cannot be read counts as
     * nothing: the effect may then happen once more, but no event is lost.
     *
     * @param store where the values live
     * @param settings namespace, lease, retention and attempts
     */
    static WebhookDeduplicator over(AtomicStore store, ClaimSettings settings) {
        return new AtomicWebhookDeduplicator(store, settings);
    }
}
