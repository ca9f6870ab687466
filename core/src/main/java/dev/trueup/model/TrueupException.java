package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Trueup throws for reasons outside the calling code. Messages hold ids, never personal
 * data, headers, bodies or keys. Expected outcomes (nothing found, already newer, nothing to do) are values, not
 * exceptions; a wrong argument is an {@link IllegalArgumentException}.
 */
public abstract class TrueupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception with a message and, if there is one, its cause.
     *
     * @param message what failed, with ids only
     * @param cause what it failed of; must be free of personal data, headers, bodies and keys, or left out
     */
    protected TrueupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
