package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.TrueupListener;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks records and pointers up: plain {@code GET} and {@code MGET}. Thread-safe. */
final class Reads {

    private static final Logger log = LoggerFactory.getLogger(RedisCustomerCache.class);

    private final Values values;
    private final StoreClock clock;
    private final Namespace namespace;
    private final TrueupListener listener;
    private final LongAdder unreadable = new LongAdder();

    Reads(Values values, StoreClock clock, Namespace namespace, TrueupListener listener) {
        this.values = values;
        this.clock = clock;
        this.namespace = namespace;
        this.listener = listener;
    }

    Map<UserId, CacheEntry> records(Collection<UserId> users) {
        Map<UserId, CacheEntry> found = new LinkedHashMap<>();
        look("read", users, "records", namespace::userKey, (user, answer) -> {
            Finding finding = finding(user, answer);
            if (finding != Finding.nothing()) {
                found.put(user, new CacheEntry(finding, "redis", false));
            }
        });
        return found;
    }

    Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        Map<CustomerId, UserId> found = new LinkedHashMap<>();
        look(
                "find the user of",
                customers,
                "customers",
                namespace::customerKey,
                (customer, answer) -> user(answer.value()).ifPresent(user -> found.put(customer, user)));
        return found;
    }

    long unreadableValues() {
        return unreadable.sum();
    }

    private <I> void look(
            String verb,
            Collection<I> ids,
            String plural,
            Function<I, String> key,
            BiConsumer<I, Answer<byte[]>> each) {
        List<I> asked = List.copyOf(new LinkedHashSet<>(ids));
        if (asked.isEmpty()) {
            return;
        }
        List<Answer<byte[]>> answers = values.of(
                Failure.task(verb, asked, plural), asked.stream().map(key).toList());
        for (int i = 0; i < asked.size(); i++) {
            each.accept(asked.get(i), answers.get(i));
        }
    }

    private Finding finding(UserId user, Answer<byte[]> answer) {
        if (answer.value() == null && !answer.isOfWrongType()) {
            return Finding.nothing();
        }
        Optional<FreshnessState> state =
                Optional.ofNullable(answer.value()).flatMap(value -> StoredState.decode(value, user));
        if (state.isEmpty()) {
            noteUnreadable(user);
        }
        return state.filter(it -> !clock.hasReached(ChronoUnit.MICROS.between(Instant.EPOCH, it.expiresAt())))
                .map(FreshnessState::finding)
                .orElse(Finding.nothing());
    }

    private void noteUnreadable(UserId user) {
        unreadable.increment();
        long count = unreadable.sum();
        if (Long.bitCount(count) == 1) { // seldom enough for a log, however many there are
            log.warn("The value of user {} cannot be read and counts as missing; such reads so far: {}", user, count);
        }
        listener.unreadableValue(user);
    }

    private static Optional<UserId> user(byte @Nullable [] pointer) {
        try {
            return Optional.ofNullable(pointer).map(bytes -> new UserId(new String(bytes, UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
