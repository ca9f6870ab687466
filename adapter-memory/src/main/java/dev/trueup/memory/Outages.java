package dev.trueup.memory;

import dev.trueup.memory.TouchedUsers.Batch;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when the primary goes away and when it is back, and tells those concerned. Thread-safe. */
final class Outages {

    private static final Logger log = LoggerFactory.getLogger(FallbackCustomerCache.class);

    /** Takes tickets and puts nothing: no user is written. Ids of real users begin otherwise. */
    private static final UserId PROBE = new UserId("trueup-probe");

    private final CustomerCache primary;
    private final Supplier<Episode> newEpisode;
    private final TrueupListener listener;
    private final Consumer<Set<UserId>> onRecovery;
    private volatile Episode current;

    Outages(
            CustomerCache primary,
            FallbackLimits limits,
            Clock clock,
            TrueupListener listener,
            Consumer<Set<UserId>> onRecovery) {
        this.primary = primary;
        this.newEpisode = () -> new Episode(limits, clock);
        this.listener = listener;
        this.onRecovery = onRecovery;
        this.current = newEpisode.get();
    }

    boolean isAway() {
        return current.isAway();
    }

    /** The episode in which a call that comes now takes place; the call may find out that the primary is back. */
    Episode episode() {
        Episode episode = current;
        if (!episode.isAway() || !episode.isOver(this::writeWorks)) {
            return episode;
        }
        current = newEpisode.get(); // by one thread only, as only one is told that the episode is over
        Batch touched = episode.touched().handOver();
        log.info(
                "the cache is back; {} users were touched meanwhile",
                touched.users().size());
        listener.cacheBack(touched.users());
        if (!touched.complete()) {
            log.warn("more users were touched than are remembered: everything should be synced again");
            listener.sourceFailed(Source.CACHE, "remember touched users");
        }
        sync(touched.users());
        return current;
    }

    /** Makes a call of the primary, and takes the primary for away if it was one failure too many. */
    <T> T counted(Episode episode, Supplier<T> call) {
        try {
            return call.get();
        } catch (SourceUnavailableException e) {
            if (episode.end()) {
                log.warn("the cache is away: reads fall back, writes are refused");
                listener.cacheAway();
            }
            throw e;
        }
    }

    /** Remembers that the records of these users should have changed. */
    void touch(Episode episode, Collection<UserId> users) {
        if (!episode.touched().add(users)) {
            // This call began before the recovery, and those touched have been handed over since.
            sync(Set.copyOf(users));
        }
    }

    private void sync(Set<UserId> users) {
        if (users.isEmpty()) {
            return;
        }
        try {
            onRecovery.accept(users);
        } catch (RuntimeException e) {
            // The class alone: the message is the host's and could hold anything.
            log.warn(
                    "{} touched users were not taken over: {}",
                    users.size(),
                    e.getClass().getName());
            touch(current, users);
        }
    }

    private boolean writeWorks() {
        try {
            primary.ticket(PROBE);
            return true;
        } catch (RuntimeException e) {
            log.debug("the cache is still away: {}", e.getClass().getName());
            return false;
        }
    }
}
