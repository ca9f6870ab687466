package dev.trueup.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One step of a protocol: a store carries it out by keeping {@code next} if nobody has changed the state meanwhile.
 * Immutable and thread-safe.
 *
 * @param next what the store has to keep from now on; {@code null} to keep nothing
 * @param answer what the caller is told
 * @param <S> the type of the state
 * @param <A> the type of the answer
 */
public record Step<S, A>(@Nullable S next, A answer) {}
