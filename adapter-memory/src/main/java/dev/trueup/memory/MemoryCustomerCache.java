package dev.trueup.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Freshness;
import dev.trueup.protocol.FreshnessState;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Step;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A customer cache in the memory of this process. Thread-safe; it starts no threads and has nothing to close.
 *
 * <p>For one process, for tests, and for trying Trueup out: two processes that each have one do not see each other's
 * records. It never throws {@code SourceUnavailableException}. The namespace of the settings has no meaning here, as
 * every instance is a cache of its own.
 */
public final class MemoryCustomerCache implements CustomerCache {

    /** The number of users kept by default. */
    public static final int DEFAULT_MAXIMUM_SIZE = 100_000;

    private static final String SOURCE = "memory";

    private final CacheSettings settings;
    private final Freshness freshness;
    private final TicketClock clock;
    private final Cache<UserId, FreshnessState> records;
    private final Cache<CustomerId, UserId> owners;

    /** The highest ticket applied to records that were dropped: a page from before must not take their place. */
    private final UserNumbers dropped = new UserNumbers();

    private final String name = UUID.randomUUID().toString();
    private final AtomicLong incarnations = new AtomicLong();
    private volatile String cacheIncarnation = newIncarnation();

    private MemoryCustomerCache(CacheSettings settings, Clock clock, int maximumSize) {
        if (maximumSize <= 0) {
            throw new IllegalArgumentException("maximumSize must be positive but is " + maximumSize);
        }
        this.settings = settings;
        this.freshness = settings.freshness();
        this.clock = new TicketClock(clock);
        // Upkeep runs on the calling thread: a library should not put work on the host's common pool.
        this.records = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .ticker(this.clock::nanos)
                .expireAfter(Expiry.<UserId, FreshnessState>writing(
                        (user, state) -> freshness.retention(state, this.clock.now())))
                .<UserId, FreshnessState>evictionListener((user, state, cause) -> noteDropped(user, state))
                .executor(Runnable::run)
                .build();
        this.owners = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .ticker(this.clock::nanos)
                .expireAfterWrite(settings.timeToLive())
                .executor(Runnable::run)
                .build();
    }

    /** A cache with the default settings and size, on the system's clock. */
    public static MemoryCustomerCache create() {
        return create(CacheSettings.DEFAULT, Clock.systemUTC());
    }

    /** A cache of the default size. */
    public static MemoryCustomerCache create(CacheSettings settings, Clock clock) {
        return create(settings, clock, DEFAULT_MAXIMUM_SIZE);
    }

    /**
     * A cache of another size.
     *
     * @param settings how long records and tickets live
     * @param clock the time of the store; may be set forward by a test, and stands still for the cache when set back
     * @param maximumSize how many users are kept, positive. Beyond it, records that are seldom read are dropped, and
     *     tickets for them are {@link PutResult#LOST}
     */
    public static MemoryCustomerCache create(CacheSettings settings, Clock clock, int maximumSize) {
        return new MemoryCustomerCache(settings, clock, maximumSize);
    }

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        Map<UserId, CacheEntry> found = new LinkedHashMap<>();
        users.forEach(user -> read(user).ifPresent(entry -> found.put(user, entry)));
        return found;
    }

    @Override
    public Optional<CacheEntry> read(UserId user) {
        FreshnessState state = records.getIfPresent(user);
        Finding finding = state == null ? Finding.nothing() : state.at(clock.now());
        return finding == Finding.nothing() ? Optional.empty() : Optional.of(new CacheEntry(finding, SOURCE, false));
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        return owners.getAllPresent(customers);
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        Map<UserId, Ticket> tickets = new LinkedHashMap<>();
        for (UserId user : users) {
            // The time is taken inside the step: a ticket must not be of an earlier time than the one before it.
            tickets.put(user, step(user, it -> freshness.ticket(it, user, clock.nextTicket(), newIncarnation())));
        }
        return tickets;
    }

    @Override
    public PageTicket pageTicket() {
        return freshness.pageTicket(cacheIncarnation, clock.nextPageTicket());
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        Map<UserId, PutResult> results = new LinkedHashMap<>();
        for (Put put : puts) {
            UserId user = put.ticket().user();
            PutResult result = step(user, state -> applied(state, put));
            if (result == PutResult.OK) {
                put.finding().customerId().ifPresent(customer -> owners.put(customer, user));
            }
            results.put(user, result);
        }
        return results;
    }

    /** Forgets everything. Every ticket taken before is {@link PutResult#LOST}, also if its put is under way. */
    public void clear() {
        cacheIncarnation = newIncarnation();
        for (UserId user : records.asMap().keySet()) {
            records.asMap().computeIfPresent(user, (same, state) -> {
                noteDropped(user, state);
                return null;
            });
        }
        owners.invalidateAll();
    }

    private Step<FreshnessState, PutResult> applied(@Nullable FreshnessState state, Put put) {
        Ticket ticket = put.ticket();
        if (state == null && dropped.get(ticket.user()) > ticket.number()) {
            return new Step<>(null, PutResult.LOST);
        }
        return freshness.put(
                state,
                ticket,
                put.finding(),
                settings.nextTimeToLive(),
                clock.now(),
                cacheIncarnation,
                newIncarnation());
    }

    /** Carries out one step of the protocol on a user's state, atomically. */
    private <A> A step(UserId user, Function<@Nullable FreshnessState, Step<FreshnessState, A>> protocol) {
        AtomicReference<@Nullable Step<FreshnessState, A>> taken = new AtomicReference<>();
        records.asMap().compute(user, (same, state) -> {
            Step<FreshnessState, A> step = protocol.apply(state);
            taken.set(step);
            return step.next();
        });
        Step<FreshnessState, A> step = taken.get();
        if (step == null) {
            throw new IllegalStateException("no step was taken for user " + user);
        }
        return step.answer();
    }

    private void noteDropped(@Nullable UserId user, @Nullable FreshnessState state) {
        if (user != null && state != null) {
            dropped.raise(user, state.appliedTicket());
        }
    }

    private String newIncarnation() {
        return name + '-' + incarnations.incrementAndGet();
    }
}
