package dev.trueup.webhook;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the claims of work in progress, three times in each lease, and gives them back on demand. Thread-safe. */
final class ClaimKeeper {

    private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

    private final WebhookDeduplicator deduplicator;
    private final Duration longestWork;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Set<Kept> inProgress = ConcurrentHashMap.newKeySet();

    ClaimKeeper(WebhookEnvironment environment) {
        this.deduplicator = environment.deduplicator();
        this.longestWork = environment.settings().longestWork();
        this.executor = environment.executor();
        this.timer = environment.timer();
    }

    /** Keeps a claim until the returned handle is closed. */
    Kept keep(Claim claim) {
        Kept kept = new Kept(claim);
        inProgress.add(kept);
        kept.scheduleNext();
        return kept;
    }

    /** Gives back every claim whose work is in progress; that work cannot complete any more. */
    void releaseAll() {
        for (Kept kept : inProgress) {
            kept.close();
            try {
                deduplicator.release(kept.claim, Duration.ZERO);
            } catch (SourceUnavailableException e) {
                log.warn("The claim of event {} could not be given back and ends with its lease", kept.claim.key());
            }
        }
    }

    /** A claim that is being renewed. Thread-safe. */
    final class Kept implements AutoCloseable {

        private final Claim claim;
        private final long begun = System.nanoTime();
        private @Nullable Future<?> next;
        private boolean closed;

        private Kept(Claim claim) {
            this.claim = claim;
        }

        private synchronized void scheduleNext() {
            boolean tooLong = System.nanoTime() - begun >= longestWork.toNanos();
            if (closed || tooLong) {
                return;
            }
            try {
                // The timer's one thread must not wait for a store that hangs.
                next = timer.schedule(
                        () -> executor.execute(this::renew), claim.lease().toNanos() / 3, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                log.warn("The claim of event {} cannot be renewed any more: closed", claim.key());
            }
        }

        private void renew() {
            try {
                if (deduplicator.renew(claim) != ClaimVerdict.OK) {
                    log.warn("The claim of event {} was lost while it was worked on", claim.key());
                    return;
                }
            } catch (SourceUnavailableException e) {
                log.warn("The claim of event {} could not be renewed this time", claim.key());
            }
            scheduleNext();
        }

        /** Ends the renewals. */
        @Override
        public synchronized void close() {
            closed = true;
            inProgress.remove(this);
            if (next != null) {
                next.cancel(false);
            }
        }
    }
}
