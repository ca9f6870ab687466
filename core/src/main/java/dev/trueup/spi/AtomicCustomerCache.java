package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Freshness;
import dev.trueup.protocol.FreshnessState;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.AtomicStore.Versioned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The customer cache over any store with compare-and-set. */
final class AtomicCustomerCache implements CustomerCache {

    /** The life of the whole cache ends with a flush, not with time. */
    private static final Duration NEARLY_FOR_EVER = Duration.ofDays(3650);

    private final AtomicStore store;
    private final AtomicSteps steps;
    private final CacheSettings settings;
    private final Freshness freshness;
    private final TrueupListener listener;

    AtomicCustomerCache(AtomicStore store, CacheSettings settings, TrueupListener listener) {
        this.store = store;
        this.steps = new AtomicSteps(store, Source.CACHE);
        this.settings = settings;
        this.freshness = settings.freshness();
        this.listener = TrueupListener.guarded(listener);
    }

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        Map<String, UserId> keys = new LinkedHashMap<>();
        users.forEach(user -> keys.put(settings.namespace().userKey(user), user));
        Map<UserId, CacheEntry> found = new LinkedHashMap<>();
        Map<String, Versioned> values = store.readAll(keys.keySet());
        Instant now = store.now();
        values.forEach((key, value) -> {
            UserId user = keys.get(key);
            FreshnessState state = user == null ? null : decode(user, value.value());
            Finding finding = state == null ? Finding.nothing() : state.at(now);
            if (user != null && finding != Finding.nothing()) {
                found.put(user, new CacheEntry(finding, "atomic", false));
            }
        });
        return found;
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        Map<String, CustomerId> keys = new LinkedHashMap<>();
        customers.forEach(customer -> keys.put(settings.namespace().customerKey(customer), customer));
        Map<CustomerId, UserId> found = new LinkedHashMap<>();
        store.readAll(keys.keySet()).forEach((key, value) -> {
            CustomerId customer = keys.get(key);
            if (customer != null) {
                userIn(value.value()).ifPresent(user -> found.put(customer, user));
            }
        });
        return found;
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        Map<UserId, Ticket> tickets = new LinkedHashMap<>();
        for (UserId user : users) {
            tickets.put(user, step(user, (state, now) -> freshness.ticket(state, user, now, newIncarnation())));
        }
        return tickets;
    }

    @Override
    public PageTicket pageTicket() {
        return freshness.pageTicket(cacheIncarnation(), store.now());
    }

    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        Map<UserId, PutResult> results = new LinkedHashMap<>();
        for (Put put : puts) {
            UserId user = put.ticket().user();
            Duration timeToLive = settings.nextTimeToLive();
            PutResult result = step(
                    user,
                    (state, now) -> freshness.put(
                            state,
                            put.ticket(),
                            put.finding(),
                            timeToLive,
                            now,
                            put.ticket().scope() == Ticket.Scope.CACHE ? cacheIncarnation() : "",
                            newIncarnation()));
            if (result == PutResult.OK) {
                put.finding().customerId().ifPresent(customer -> pointTo(user, customer, timeToLive));
            }
            results.put(user, result);
        }
        return results;
    }

    /** Carries out one step of the protocol on a user's state. */
    private <A> A step(UserId user, AtomicSteps.Protocol<FreshnessState, A> protocol) {
        return steps.take(settings.namespace().userKey(user), "user " + user, new Kept(user), protocol);
    }

    private void pointTo(UserId user, CustomerId customer, Duration timeToLive) {
        String key = settings.namespace().customerKey(customer);
        byte[] name = user.value().getBytes(StandardCharsets.UTF_8);
        Versioned value = store.read(key).orElse(null);
        // Another writer's pointer may win here: it is a hint, and a wrong one is found out on reading.
        store.compareAndSet(key, version(value), name, timeToLive);
    }

    private String cacheIncarnation() {
        String key = settings.namespace().ownKey("incarnation");
        Optional<Versioned> known = store.read(key);
        if (known.isEmpty()) {
            byte[] fresh = newIncarnation().getBytes(StandardCharsets.UTF_8);
            store.compareAndSet(key, null, fresh, NEARLY_FOR_EVER);
            known = store.read(key);
        }
        return known.map(value -> new String(value.value(), StandardCharsets.UTF_8))
                .orElseThrow(
                        () -> new SourceUnavailableException(Source.CACHE, "lost the value it was just given", null));
    }

    private @Nullable FreshnessState decode(UserId user, byte[] bytes) {
        Optional<FreshnessState> state = StateCodec.decode(bytes);
        if (state.isEmpty()) {
            listener.unreadableValue(user);
        }
        return state.orElse(null);
    }

    private static Optional<UserId> userIn(byte[] name) {
        try {
            return Optional.of(new UserId(new String(name, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String version(@Nullable Versioned value) {
        return value == null ? null : value.version();
    }

    private static String newIncarnation() {
        return UUID.randomUUID().toString();
    }

    private final class Kept implements AtomicSteps.Form<FreshnessState> {

        private final UserId user;

        Kept(UserId user) {
            this.user = user;
        }

        @Override
        public @Nullable FreshnessState decode(byte[] bytes) {
            return AtomicCustomerCache.this.decode(user, bytes);
        }

        @Override
        public byte[] encode(FreshnessState state) {
            return StateCodec.encode(state);
        }

        @Override
        public Duration retention(FreshnessState state, Instant now) {
            return freshness.retention(state, now);
        }
    }
}
