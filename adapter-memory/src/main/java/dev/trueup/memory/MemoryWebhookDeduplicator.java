package dev.trueup.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.protocol.Step;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A deduplicator in the memory of this process. Thread-safe; it starts no threads and has nothing to close.
 *
 * <p>It is not durable, and it knows nothing of other instances: an event that two instances receive is worked on by
 * both, and after a restart every event is new. The effect has to be repeatable anyway, so nothing goes wrong, but work
 * is done twice. It suits an application of one instance, tests, and trying Trueup out.
 *
 * <p>It never throws {@code SourceUnavailableException}. The namespace of the settings has no meaning here, as every
 * instance is a store of its own.
 */
public final class MemoryWebhookDeduplicator implements WebhookDeduplicator {

    /** The number of events kept by default; about 40 MB. */
    public static final int DEFAULT_MAXIMUM_SIZE = 100_000;

    private final Claims claims;
    private final Clock clock;
    private final Cache<EventKey, ClaimState> events;

    private MemoryWebhookDeduplicator(ClaimSettings settings, Clock clock, int maximumSize) {
        if (maximumSize <= 0) {
            throw new IllegalArgumentException("maximumSize must be positive but is " + maximumSize);
        }
        this.claims = settings.claims();
        this.clock = clock;
        // Upkeep runs on the calling thread: a library should not put work on the host's common pool.
        this.events = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .ticker(this::nanos)
                // Not expireAfterWrite: that takes two writes within a second for one.
                .expireAfter(Expiry.<EventKey, ClaimState>writing((event, state) -> settings.retention()))
                .executor(Runnable::run)
                .build();
    }

    /** A deduplicator with the default settings and size, on the system's clock. */
    public static MemoryWebhookDeduplicator create() {
        return create(ClaimSettings.DEFAULT, Clock.systemUTC());
    }

    /** A deduplicator of the default size. */
    public static MemoryWebhookDeduplicator create(ClaimSettings settings, Clock clock) {
        return create(settings, clock, DEFAULT_MAXIMUM_SIZE);
    }

    /**
     * A deduplicator of another size.
     *
     * @param settings lease, retention and attempts
     * @param clock the time of the store; leases last longer when it is set back
     * @param maximumSize how many events are kept, positive. Beyond it, events that are seldom asked for are forgotten
     *     before their retention: when one comes again it counts as new, with its attempts from 1, and who was at work
     *     on it is {@link ClaimVerdict#FENCED}, so that its sender comes again
     */
    public static MemoryWebhookDeduplicator create(ClaimSettings settings, Clock clock, int maximumSize) {
        return new MemoryWebhookDeduplicator(settings, clock, maximumSize);
    }

    @Override
    public ClaimResult claim(EventKey key, String owner, String fingerprint) {
        return step(key, (state, now) -> claims.claim(state, key, owner, fingerprint, now));
    }

    @Override
    public ClaimVerdict complete(Claim claim) {
        return step(claim.key(), (state, now) -> claims.complete(state, claim, now));
    }

    @Override
    public ClaimVerdict release(Claim claim, Duration retryAfter) {
        return step(claim.key(), (state, now) -> claims.release(state, claim, retryAfter, now));
    }

    @Override
    public ClaimVerdict renew(Claim claim) {
        return step(claim.key(), (state, now) -> claims.renew(state, claim, now));
    }

    @Override
    public boolean reopen(EventKey key) {
        return step(key, claims::reopen);
    }

    /** Carries out one step: again from the start if somebody else took one meanwhile. */
    private <A> A step(EventKey key, BiFunction<@Nullable ClaimState, Instant, Step<ClaimState, A>> protocol) {
        while (true) {
            ClaimState state = events.getIfPresent(key);
            Step<ClaimState, A> step = protocol.apply(state, clock.instant());
            ClaimState next = step.next();
            // What does not change is not written: the retention runs from the last change.
            if (next == null || next.equals(state) || isReplaced(key, state, next)) {
                return step.answer();
            }
        }
    }

    private boolean isReplaced(EventKey key, @Nullable ClaimState state, ClaimState next) {
        return state == null
                ? events.asMap().putIfAbsent(key, next) == null
                : events.asMap().replace(key, state, next);
    }

    private long nanos() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
