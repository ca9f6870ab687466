package dev.trueup.stripe;

import org.jspecify.annotations.Nullable;

/**
 * What one request came to: exactly one of a value and a refusal. Immutable.
 *
 * @param value what Stripe answered
 * @param refusal why it did not
 * @param again whether the request is worth another try in the time that is left
 */
record Answer<T>(@Nullable T value, @Nullable Refusal refusal, boolean again) {

    static <T> Answer<T> of(T value) {
        return new Answer<>(value, null, false);
    }

    static <T> Answer<T> refused(Refusal refusal, boolean again) {
        return new Answer<>(null, refusal, again);
    }

    /** Whether it is a refusal of this kind. */
    boolean is(Refusal.Kind kind) {
        return refusal != null && refusal.kind() == kind;
    }

    /**
     * The value.
     *
     * @param what was asked for, with ids only
     * @throws dev.trueup.model.SourceUnavailableException if there is none
     */
    T orThrow(String what) {
        if (value == null) {
            throw (refusal == null ? Refusal.unintelligible() : refusal).about(what);
        }
        return value;
    }
}
