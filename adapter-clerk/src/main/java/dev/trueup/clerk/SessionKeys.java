package dev.trueup.clerk;

import dev.trueup.model.SourceUnavailableException;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** Clerk's public keys, which session tokens are signed for. Thread-safe. */
@FunctionalInterface
interface SessionKeys {

    /**
     * The key that a token names.
     *
     * @param id as the token has it, which anybody may have written
     * @return {@code null} if there is none by that id
     * @throws SourceUnavailableException if no key at all is known yet and Clerk cannot be asked
     */
    @Nullable
    PublicKey find(@Nullable String id);
}
