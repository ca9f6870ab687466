package dev.trueup.memory;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A customer cache that goes on answering reads while the cache it is built over, its primary, is away. Thread-safe; it
 * starts no threads and has nothing to close.
 *
 * <p>While the primary works, everything goes through it. When it fails, a read is answered from a copy in memory, of
 * what the primary was seen to hold a short while ago; such entries are {@linkplain CacheEntry#stale() stale} and of
 * source {@code memory}. What the copy lacks is read from Stripe, by the loader and within its limits; such entries are
 * of source {@code stripe}. If neither can answer, the read throws: it is never a miss because nobody could be asked.
 *
 * <p>Writes are never kept back for later. While the primary is away they throw at once, and the users they concern are
 * remembered, up to a limit. When the primary is back, the copy is dropped, never copied back, and those users are
 * handed over to be synced again.
 *
 * <p>The primary is taken for away after several failures among the last calls, and is tried again after a while by a
 * single write of its own, on the thread of whichever call comes next: without calls, nobody notices the recovery.
 */
public final class FallbackCustomerCache implements CustomerCache {

    private final CustomerCache primary;
    private final Outages outages;
    private final @Nullable StripeLoads loads;
    private final TrueupListener listener;

    private FallbackCustomerCache(Builder builder) {
        this.primary = builder.primary;
        this.listener = TrueupListener.guarded(builder.listener);
        this.outages = new Outages(primary, builder.limits, builder.clock, listener, builder.onRecovery);
        this.loads = builder.loader == null ? null : new StripeLoads(builder.loader, builder.limits.loadsPerSecond());
    }

    /** Starts a fallback over this primary. */
    public static Builder builder(CustomerCache primary) {
        return new Builder(primary);
    }

    /**
     * Whether the primary is taken for away, for a health page. An instance should not be taken out of service for it:
     * only calls find out that the primary is back.
     */
    public boolean isAway() {
        return outages.isAway();
    }

    /**
     * The records of many users. While the primary is away, a batch is answered whole or not at all: those that the copy
     * lacks are loaded one after the other if the limit allows all of them at once.
     */
    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        Episode episode = outages.episode();
        if (episode.isAway()) {
            return fromElsewhere(episode, users, () -> episode.refusal("nothing is known of some users"));
        }
        try {
            Map<UserId, Long> marks = episode.copy().marks(users);
            Map<UserId, CacheEntry> found = outages.counted(episode, () -> episode.read(() -> primary.read(users)));
            marks.forEach((user, mark) -> {
                CacheEntry entry = found.get(user);
                episode.copy().keepRead(user, mark, entry == null ? null : entry.finding());
            });
            return found;
        } catch (SourceUnavailableException e) {
            listener.sourceFailed(Source.CACHE, "read");
            return fromElsewhere(episode, users, () -> e);
        }
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        Episode episode = outages.episode();
        if (episode.isAway()) {
            return copiedOwners(episode, customers, () -> episode.refusal("the users of some customers are unknown"));
        }
        try {
            Map<CustomerId, UserId> found =
                    outages.counted(episode, () -> episode.read(() -> primary.owners(customers)));
            episode.copy().keepOwners(found);
            return found;
        } catch (SourceUnavailableException e) {
            listener.sourceFailed(Source.CACHE, "owners");
            return copiedOwners(episode, customers, () -> e);
        }
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        Episode episode = outages.episode();
        try {
            return written(episode, "no tickets are given", () -> primary.tickets(users));
        } catch (SourceUnavailableException e) {
            outages.touch(episode, users);
            throw e;
        }
    }

    /** Takes a ticket for a page. While the primary is away this throws, and whoever reads pages must begin anew. */
    @Override
    public PageTicket pageTicket() {
        return written(outages.episode(), "no tickets are given", primary::pageTicket);
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        Episode episode = outages.episode();
        Map<UserId, Finding> findings = new LinkedHashMap<>();
        puts.forEach(put -> findings.put(put.ticket().user(), put.finding()));
        Map<UserId, Long> marks = episode.copy().changedMarks(findings.keySet());
        Map<UserId, PutResult> results = new LinkedHashMap<>();
        try {
            results.putAll(written(episode, "nothing is written", () -> primary.put(puts)));
        } catch (SourceUnavailableException e) {
            outages.touch(episode, findings.keySet());
            throw e;
        } finally {
            // After a failure nobody knows what the record is, nor who else wrote when this put was refused.
            marks.forEach((user, mark) -> {
                Finding put = results.get(user) == PutResult.OK ? findings.get(user) : null;
                episode.copy().keepPut(user, mark, put == null || put == Finding.nothing() ? null : put);
            });
        }
        return results;
    }

    private <T> T written(Episode episode, String refused, Supplier<T> write) {
        if (episode.isAway()) {
            throw episode.refusal(refused);
        }
        return outages.counted(episode, () -> episode.write(write));
    }

    private Map<UserId, CacheEntry> fromElsewhere(
            Episode episode, Collection<UserId> users, Supplier<SourceUnavailableException> failure) {
        Map<UserId, CacheEntry> found = new LinkedHashMap<>(episode.copy().read(users));
        List<UserId> missing =
                users.stream().filter(user -> !found.containsKey(user)).toList();
        if (missing.isEmpty()) {
            return found;
        }
        if (loads == null) {
            throw failure.get();
        }
        Map<UserId, Long> marks = episode.copy().marks(missing);
        Map<UserId, CustomerSnapshot> loaded = loads.load(missing);
        loaded.forEach((user, snapshot) -> {
            Finding finding = new Finding.Live(snapshot);
            episode.copy().keepRead(user, marks.getOrDefault(user, -1L), finding);
            found.put(user, new CacheEntry(finding, "stripe", false));
        });
        return found;
    }

    private static Map<CustomerId, UserId> copiedOwners(
            Episode episode, Collection<CustomerId> customers, Supplier<SourceUnavailableException> failure) {
        Map<CustomerId, UserId> found = episode.copy().owners(customers);
        if (!found.keySet().containsAll(customers)) {
            throw failure.get();
        }
        return found;
    }

    /** Collects what a fallback is made of. Not thread-safe. */
    public static final class Builder {

        private final CustomerCache primary;
        private @Nullable Function<UserId, Optional<CustomerSnapshot>> loader;
        private Consumer<Set<UserId>> onRecovery = users -> {};
        private TrueupListener listener = TrueupListener.NONE;
        private Clock clock = Clock.systemUTC();
        private FallbackLimits limits = FallbackLimits.DEFAULT;

        private Builder(CustomerCache primary) {
            this.primary = primary;
        }

        /**
         * Reads a user's customer from Stripe while the primary is away and the copy lacks the user; by default nobody
         * does. Must not use this cache, and has to be bounded in time.
         *
         * @param loader typically {@code user -> locator.load(user, clock.instant())} of a {@code CustomerLocator}
         *     made before; throws {@code SourceUnavailableException} when it cannot read
         */
        public Builder loader(Function<UserId, Optional<CustomerSnapshot>> loader) {
            this.loader = loader;
            return this;
        }

        /**
         * How many users may be loaded within a second, and at one time; positive, 10 by default. Each costs a call of
         * Clerk and up to a few of Stripe.
         */
        public Builder loadsPerSecond(int number) {
            limits = limits.withLoadsPerSecond(number);
            return this;
        }

        /**
         * Syncs the users again whose writes failed while the primary was away. Runs on the thread of the call that
         * noticed the recovery, so it should pass the users on to an executor that runs a few at a time. If it throws,
         * the users are remembered until the next recovery.
         *
         * @param sync typically passes each user to {@code CustomerSync.refresh}
         */
        public Builder onRecovery(Consumer<Set<UserId>> sync) {
            this.onRecovery = sync;
            return this;
        }

        /**
         * How many users are remembered for the sync after a recovery; positive, 10,000 by default. When there were
         * more, the listener is told by {@code sourceFailed} with the operation {@code remember touched users}: then
         * everything has to be synced again.
         */
        public Builder touchedUsers(int number) {
            limits = limits.withTouchedUsers(number);
            return this;
        }

        /**
         * What is copied while the primary works.
         *
         * @param keepFor how long a copy may be served; positive, 60 seconds by default
         * @param maximumSize how many users are kept; positive, 10,000 by default
         */
        public Builder copy(Duration keepFor, int maximumSize) {
            limits = limits.withCopies(keepFor, maximumSize);
            return this;
        }

        /**
         * When the primary is taken for away: after so many failures among the last reads, or among the last writes.
         *
         * @param failures positive, 5 by default
         * @param ofCalls at least as many as failures, 10 by default
         */
        public Builder awayAfter(int failures, int ofCalls) {
            limits = limits.withFailures(failures, ofCalls);
            return this;
        }

        /**
         * How long the primary is left alone before it is tried again, give or take a quarter, so that many processes do
         * not come at one time; positive, one second by default.
         */
        public Builder probeEvery(Duration time) {
            limits = limits.withProbeEvery(time);
            return this;
        }

        /** Is told when the primary goes away and when it is back, and of reads that failed. */
        public Builder listener(TrueupListener listener) {
            this.listener = listener;
            return this;
        }

        /** Tells the age of copies; the system's clock by default. Breaker and limits go by the JVM's own time. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** The fallback. Makes no call. */
        public FallbackCustomerCache build() {
            return new FallbackCustomerCache(this);
        }
    }
}
