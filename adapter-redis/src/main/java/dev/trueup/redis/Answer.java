package dev.trueup.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;

/**
 * What Redis answered to one command.
 *
 * @param value the value; {@code null} if there is none
 * @param refusal the error that Redis answered with, if it did
 * @param <T> the type of the value
 */
record Answer<T>(@Nullable T value, @Nullable RedisCommandExecutionException refusal) {

    /** Whether the key holds something else than a string. */
    boolean isOfWrongType() {
        return refusal != null && String.valueOf(refusal.getMessage()).startsWith("WRONGTYPE");
    }

    /** Whether Redis does not know the script; then it has carried out nothing. */
    boolean isUnknownScript() {
        return refusal instanceof RedisNoScriptException;
    }
}
