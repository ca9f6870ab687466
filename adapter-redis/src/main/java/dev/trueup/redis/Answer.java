package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;

/**
 * What Redis answered to one command.
 *
 * @param value the value; {@code null} if there is none
 * @param refusal the error that Redis answered with, if it did
 */
record Answer(byte @Nullable [] value, @Nullable RedisCommandExecutionException refusal) {

    /** The value as text; empty if there is none. */
    String text() {
        return value == null ? "" : new String(value, UTF_8);
    }

    /** Whether the key holds something else than a string. */
    boolean isOfWrongType() {
        return refusal != null && String.valueOf(refusal.getMessage()).startsWith("WRONGTYPE");
    }

    /** Whether Redis does not know the script; then it has carried out nothing. */
    boolean isUnknownScript() {
        return refusal instanceof RedisNoScriptException;
    }
}
