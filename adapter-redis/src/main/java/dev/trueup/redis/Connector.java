package dev.trueup.redis;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the adapter's connections: opened in the background, again when that failed, and anew when it has answered
 * nothing for long although it was asked. Thread-safe.
 *
 * <p>Lettuce by itself reconnects only after a first success, waits up to 30 s between attempts, and never gives up a
 * connection whose other end went silent without closing it.
 */
final class Connector implements AutoCloseable {

    /** Often enough to notice at once that Redis is back, seldom enough not to hammer one that is not. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    /** What Redis is here, for the exceptions. */
    final Source source;

    private final Topology topology;
    private final Duration patience;
    private final Consumer<Session> prepare;

    private volatile @Nullable Attempt current;
    private volatile boolean closed;

    /**
     * Begins to connect.
     *
     * @param source what Redis is here, for the exceptions
     * @param patience how long a connection may answer nothing, and an attempt may last
     * @param prepare is given every new connection before it is used; must not block
     */
    Connector(Source source, Topology topology, Duration patience, Consumer<Session> prepare) {
        this.source = source;
        this.topology = topology;
        this.patience = patience;
        this.prepare = prepare;
        attempt();
    }

    /**
     * The present attempt, which may have become a connection.
     *
     * @throws SourceUnavailableException if it was closed
     */
    Attempt attempt() {
        Attempt attempt = current;
        return attempt != null && !closed && attempt.isGood() ? attempt : renewed();
    }

    private synchronized Attempt renewed() {
        if (closed) {
            throw new SourceUnavailableException(source, "was closed", null);
        }
        Attempt attempt = current;
        if (attempt == null || !attempt.isGood()) {
            if (attempt != null) {
                attempt.abandon();
            }
            attempt = new Attempt();
            current = attempt;
            attempt.begin();
        }
        return attempt;
    }

    /** Waits a moment for the end, because Lettuce warns when the host shuts its client down before that. */
    @Override
    public void close() {
        Attempt last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        if (last != null) {
            last.abandon();
            last.awaitEnd();
        }
    }

    /** An attempt to connect and, when it succeeds, the life of the connection. */
    final class Attempt {

        final CompletableFuture<Session> session = new CompletableFuture<>();

        private final long begunAt = System.nanoTime();
        private volatile long silentSince = begunAt;
        private volatile boolean asked = true;
        private volatile boolean abandoned;
        private volatile CompletableFuture<?> ended = session;

        private void begin() {
            try {
                topology.connect().whenComplete((opened, failure) -> {
                    if (opened == null) {
                        session.completeExceptionally(failure);
                    } else {
                        prepare.accept(opened);
                        answered();
                        session.complete(opened);
                    }
                });
            } catch (RuntimeException e) { // the host's client was shut down, for instance
                session.completeExceptionally(e);
            }
        }

        /** Something came back from Redis. */
        void answered() {
            if (asked) {
                asked = false;
            }
        }

        /** Something was asked and nothing came back. */
        void unanswered() {
            if (!asked) {
                silentSince = System.nanoTime();
                asked = true;
            }
        }

        /** This server is the wrong one to talk to: another one may have its name by now. */
        void misled() {
            if (lasted(begunAt, patience)) {
                abandoned = true;
            }
        }

        private boolean isGood() {
            if (abandoned) {
                return false;
            }
            return session.isCompletedExceptionally()
                    ? !lasted(begunAt, BETWEEN_ATTEMPTS)
                    : !(asked && lasted(silentSince, patience));
        }

        private void abandon() {
            abandoned = true;
            ended = session.thenCompose(opened -> opened.connection().closeAsync());
        }

        private void awaitEnd() {
            if (session.isDone()) {
                ended.handle((done, failure) -> done)
                        .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                        .join();
            }
        }

        private static boolean lasted(long since, Duration span) {
            return System.nanoTime() - since > span.toNanos();
        }
    }
}
