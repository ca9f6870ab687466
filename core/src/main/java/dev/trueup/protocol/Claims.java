package dev.trueup.protocol;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.ClaimState.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which an event is worked on by one owner at a time and not forgotten when that owner dies: pure
 * functions from state, request and the store's time to the next state and the answer. Immutable and thread-safe.
 *
 * <p>The promise: as long as the sender comes again until it is told that the event is done, the effect happens at
 * least once, and no owner whose lease has passed to another can say that it is done. The effect may happen more than
 * once (a crash between effect and completion cannot be told from one before the effect), so it has to be repeatable. A
 * store keeps the promise by carrying out each step atomically per event and by keeping each state for the retention.
 *
 * @param lease how long a claim is safe from others unless it is renewed; positive
 * @param maxAttempts after this many claims without completion the event is dead; positive
 */
public record Claims(Duration lease, int maxAttempts) {

    /**
     * The fingerprint of an event whose body nobody has seen, because a list of events told of it: the same as every
     * other one. A body that was seen once stays the only one.
     */
    public static final String ANY_BODY = "any";

    private static final int MAX_TOKEN_LENGTH = 64;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Claims {
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be positive but is " + lease);
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be positive but is " + maxAttempts);
        }
    }

    /**
     * Checks an owner or a fingerprint, which become part of values and commands.
     *
     * @param field which of them it is, for the message
     * @param token 1 to 64 letters, digits, {@code _} and {@code -}
     * @return the token
     * @throws IllegalArgumentException if it is anything else
     */
    public static String requireToken(String field, String token) {
        if (token.isEmpty()
                || token.length() > MAX_TOKEN_LENGTH
                || !token.chars().allMatch(Claims::isPlain)) {
            throw new IllegalArgumentException(field + " must be 1 to " + MAX_TOKEN_LENGTH
                    + " letters, digits, _ and - but has " + token.length() + " characters or others");
        }
        return token;
    }

    /**
     * Claims an event.
     *
     * @param state what the store keeps of the event, {@code null} if nothing
     * @param key the event
     * @param owner a token that nobody else uses; who asks again with the same one, because the first answer was lost,
     *     gets the same claim
     * @param fingerprint tells the event's body from others
     * @param now the store's time
     * @throws IllegalArgumentException if owner or fingerprint is not a {@linkplain #requireToken token}
     */
    public Step<ClaimState, ClaimResult> claim(
            @Nullable ClaimState state, EventKey key, String owner, String fingerprint, Instant now) {
        requireToken("owner", owner);
        requireToken("fingerprint", fingerprint);
        if (state == null) {
            return claimed(new ClaimState(Phase.PROCESSING, 1, 1, owner, fingerprint, now.plus(lease)), key, lease);
        }
        if (!isSameBody(state.fingerprint(), fingerprint)) {
            return new Step<>(state, new ClaimResult.Mismatch());
        }
        if (state.phase() == Phase.DONE) {
            return new Step<>(state, new ClaimResult.Done());
        }
        if (state.phase() == Phase.DEAD) {
            return new Step<>(state, new ClaimResult.Dead(state.epoch()));
        }
        if (now.isBefore(state.until())) {
            Duration left = Duration.between(now, state.until());
            boolean own = state.phase() == Phase.PROCESSING && state.owner().equals(owner);
            return own ? claimed(state, key, left) : new Step<>(state, new ClaimResult.Busy(left));
        }
        if (state.attempts() >= maxAttempts) {
            return new Step<>(state.as(Phase.DEAD, now), new ClaimResult.Dead(state.epoch()));
        }
        String known = fingerprint.equals(ANY_BODY) ? state.fingerprint() : fingerprint;
        ClaimState next = new ClaimState(
                Phase.PROCESSING, state.epoch() + 1, state.attempts() + 1, owner, known, now.plus(lease));
        return claimed(next, key, lease);
    }

    private static boolean isSameBody(String known, String asked) {
        return known.equals(asked) || known.equals(ANY_BODY) || asked.equals(ANY_BODY);
    }

    /**
     * Notes that the effect of an event is done.
     *
     * @param state what the store keeps of the event, {@code null} if nothing
     * @param claim the claim under which it was done
     * @param now the store's time
     */
    public Step<ClaimState, ClaimVerdict> complete(@Nullable ClaimState state, Claim claim, Instant now) {
        if (state == null || !state.isHeldBy(claim)) {
            return refused(state);
        }
        return switch (state.phase()) {
            case DONE -> new Step<>(state, ClaimVerdict.OK);
            // Dead although held: the lease ran out and somebody gave the event up, but here it is done after all.
            case PROCESSING, DEAD -> new Step<>(state.as(Phase.DONE, now), ClaimVerdict.OK);
            case FAILED -> refused(state);
        };
    }

    /**
     * Gives an event back undone. It is not forgotten, because its epoch must not go back.
     *
     * @param state what the store keeps of the event, {@code null} if nothing
     * @param claim the claim to give back
     * @param retryAfter how long nobody may claim it; not negative
     * @param now the store's time
     * @throws IllegalArgumentException if {@code retryAfter} is negative
     */
    public Step<ClaimState, ClaimVerdict> release(
            @Nullable ClaimState state, Claim claim, Duration retryAfter, Instant now) {
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must not be negative but is " + retryAfter);
        }
        if (state == null || !state.isHeldBy(claim)) {
            return refused(state);
        }
        return switch (state.phase()) {
            case PROCESSING -> new Step<>(state.as(Phase.FAILED, now.plus(retryAfter)), ClaimVerdict.OK);
            case FAILED -> new Step<>(state, ClaimVerdict.OK);
            case DONE, DEAD -> refused(state);
        };
    }

    /**
     * Begins the lease anew.
     *
     * @param state what the store keeps of the event, {@code null} if nothing
     * @param claim the claim to renew
     * @param now the store's time
     */
    public Step<ClaimState, ClaimVerdict> renew(@Nullable ClaimState state, Claim claim, Instant now) {
        if (state == null || !state.isHeldBy(claim) || state.phase() != Phase.PROCESSING) {
            return refused(state);
        }
        return new Step<>(state.as(Phase.PROCESSING, now.plus(lease)), ClaimVerdict.OK);
    }

    /**
     * Lets an event that failed or was given up be claimed again at once, with all its attempts before it.
     *
     * @param state what the store keeps of the event, {@code null} if nothing
     * @param now the store's time
     * @return whether the event may be claimed now: not if it is done or leased
     */
    public Step<ClaimState, Boolean> reopen(@Nullable ClaimState state, Instant now) {
        if (state == null) {
            return new Step<>(null, true);
        }
        boolean leased = state.phase() == Phase.PROCESSING && now.isBefore(state.until());
        if (state.phase() == Phase.DONE || leased) {
            return new Step<>(state, false);
        }
        return new Step<>(
                new ClaimState(Phase.FAILED, state.epoch(), 0, state.owner(), state.fingerprint(), now), true);
    }

    private static Step<ClaimState, ClaimResult> claimed(ClaimState next, EventKey key, Duration left) {
        return new Step<>(next, new ClaimResult.Claimed(new Claim(key, next.owner(), next.epoch(), left)));
    }

    private static Step<ClaimState, ClaimVerdict> refused(@Nullable ClaimState state) {
        boolean done = state != null && state.phase() == Phase.DONE;
        return new Step<>(state, done ? ClaimVerdict.ALREADY : ClaimVerdict.FENCED);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
