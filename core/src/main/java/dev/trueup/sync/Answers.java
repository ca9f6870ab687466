package dev.trueup.sync;

import dev.trueup.model.Problem;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the sources of one check until its deadline and notes those that fail. Not thread-safe: one per check. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final List<Problem> problems = new ArrayList<>();
    private final UserId user;
    private final TrueupListener listener;
    private final long deadline;

    Answers(UserId user, Duration timeout, TrueupListener listener) {
        this.user = user;
        this.listener = listener;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** What a source answered; empty, with a problem noted, if it failed or was too slow. */
    <T> Optional<T> of(Source source, CompletableFuture<T> pending) {
        try {
            return Optional.of(pending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            fail(source, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            fail(source, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(source, e);
        }
        return Optional.empty();
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    List<Problem> problems() {
        return problems;
    }

    private void fail(Source source, Throwable cause) {
        problems.add(new Problem(source, Problem.Kind.UNAVAILABLE));
        // The class alone: a custom adapter's message could hold anything.
        log.warn(
                "check of user {} could not read {}: {}",
                user,
                source,
                cause.getClass().getName());
        listener.sourceFailed(source, "check");
    }
}
