package dev.trueup.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source could not be read or written: it is away, too slow, refuses, limits the rate, or answers something that
 * cannot be understood. Whether a write has happened is unknown. The caller should try again later; an operator should
 * look when it goes on.
 */
public final class SourceUnavailableException extends TrueupException {

    private static final long serialVersionUID = 1L;

    private final Source source;
    private final @Nullable Duration retryAfter;

    /**
     * An unavailable source.
     *
     * @param source which one
     * @param message what was tried, with ids only
     * @param cause what went wrong underneath, if its message is free of personal data and secrets
     */
    public SourceUnavailableException(Source source, String message, @Nullable Throwable cause) {
        this(source, message, cause, null);
    }

    /**
     * An unavailable source that said when to come back.
     *
     * @param source which one
     * @param message what was tried, with ids only
     * @param cause what went wrong underneath, if its message is free of personal data and secrets
     * @param retryAfter how long the source asked to be left alone, if it did
     */
    public SourceUnavailableException(
            Source source, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(source + ": " + message, cause);
        this.source = source;
        this.retryAfter = retryAfter;
    }

    /** The source that could not be reached. */
    public Source source() {
        return source;
    }

    /** How long the source asked to be left alone, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
