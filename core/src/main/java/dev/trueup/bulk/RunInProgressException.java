package dev.trueup.bulk;

import dev.trueup.model.RunKind;
import dev.trueup.model.TrueupException;
import org.jspecify.annotations.Nullable;

/** A run of the kind is at work already, at this instance or another one. */
public final class RunInProgressException extends TrueupException {

    private static final long serialVersionUID = 1L;

    private final RunKind kind;
    private final @Nullable String runId;

    /**
     * A run of this kind is at work.
     *
     * @param runId which one; {@code null} if its instance has not told yet
     */
    public RunInProgressException(RunKind kind, @Nullable String runId) {
        super("a run of kind " + kind + " is in progress" + (runId == null ? "" : ": " + runId), null);
        this.kind = kind;
        this.runId = runId;
    }

    /** The kind that was asked for. */
    public RunKind kind() {
        return kind;
    }

    /** The run that is at work; {@code null} if its instance has not told yet. */
    public @Nullable String runId() {
        return runId;
    }
}
