package dev.trueup.spi;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Step;
import dev.trueup.spi.AtomicStore.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the steps of a protocol on the keys of a store: read, apply the protocol's function, write if unchanged.
 * Thread-safe.
 *
 * @param store where the values live
 * @param source as what the store fails
 */
record AtomicSteps(AtomicStore store, Source source) {

    /** Attempts at one key; each lost one means that another writer got through, so contention cannot stall all. */
    private static final int MAX_ATTEMPTS = 200;

    /** How the states of one kind are kept. */
    interface Form<S> {

        /** The state in these bytes, {@code null} if they are none. */
        @Nullable
        S decode(byte[] bytes);

        byte[] encode(S state);

        /** How long a state has to be kept. */
        Duration retention(S state, Instant now);
    }

    /** One of the protocol's functions. */
    interface Protocol<S, A> {
        Step<S, A> apply(@Nullable S state, Instant now);
    }

    /**
     * Takes one step.
     *
     * @param key whose value holds the state
     * @param whose the id of what the state is about, for messages
     */
    <S, A> A take(String key, String whose, Form<S> form, Protocol<S, A> protocol) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Versioned value = asking(whose, () -> store.read(key)).orElse(null);
            S state = value == null ? null : form.decode(value.value());
            Instant now = asking(whose, store::now);
            Step<S, A> step = protocol.apply(state, now);
            S next = step.next();
            if (next == null || next.equals(state)) {
                return step.answer();
            }
            String version = value == null ? null : value.version();
            byte[] bytes = form.encode(next);
            if (asking(whose, () -> store.compareAndSet(key, version, bytes, form.retention(next, now)))) {
                return step.answer();
            }
            Thread.onSpinWait();
        }
        throw new SourceUnavailableException(source, "too many writers at once of " + whose, null);
    }

    /** A store does not know for what it is used, so its failure is told as that of the source. */
    private <T> T asking(String whose, Supplier<T> question) {
        try {
            return question.get();
        } catch (SourceUnavailableException e) {
            if (e.source() == source) {
                throw e;
            }
            throw new SourceUnavailableException(
                    source,
                    "could not take a step of " + whose,
                    e,
                    e.retryAfter().orElse(null));
        }
    }
}
