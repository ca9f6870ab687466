package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.Jwks;
import com.clerk.backend_api.models.components.Keys;
import com.clerk.backend_api.utils.RetryConfig;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clerk's key set, fetched when it is needed and by one caller at a time. Thread-safe.
 *
 * <p>Anybody can send tokens with ids of keys that do not exist, so an id alone has the set fetched at most once in
 * {@link #PAUSE}. A set that is too old is fetched anew by one caller, while others go on with it.
 */
final class RemoteKeys implements SessionKeys {

    /** From one fetch to the next, once there is a set. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** From a failed fetch to the next as long as there is no set, if Clerk asks for none. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final String READ = "read of the session keys";

    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

    private final Clerk clerk;
    private final BoundedCalls bounded;
    private final Clock clock;
    private final Duration lifetime;

    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable KeySet known;
    private @Nullable Attempt last; // under the lock

    /** A set and when it was fetched. */
    private record KeySet(Map<String, PublicKey> keys, Instant at) {}

    /** When it was tried to fetch a set, how long it is not to be tried again, and what went wrong. */
    private record Attempt(
            Instant at, Duration pause, @Nullable SourceUnavailableException failure) {}

    RemoteKeys(Clerk clerk, BoundedCalls bounded, Clock clock, Duration lifetime) {
        this.clerk = clerk;
        this.bounded = bounded;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    @Override
    public @Nullable PublicKey find(@Nullable String id) {
        if (id == null) {
            return null;
        }
        KeySet seen = known;
        PublicKey key = seen == null ? null : seen.keys().get(id);
        if (seen == null || key == null) {
            fetching.lock();
        } else if (!isOver(seen.at(), lifetime) || !fetching.tryLock()) {
            return key;
        }
        try {
            return after(seen).keys().get(id);
        } finally {
            fetching.unlock();
        }
    }

    /** The set after the one that was seen; the same one, if it is too early to ask or if Clerk does not answer. */
    private KeySet after(@Nullable KeySet seen) {
        KeySet set = known;
        if (set != null && set != seen) {
            return set;
        }
        Attempt before = last;
        if (before == null || isOver(before.at(), before.pause())) {
            return fetch(set);
        }
        if (set == null) {
            throw new SourceUnavailableException(
                    Source.CLERK,
                    "the session keys could not be read a moment ago",
                    before.failure(),
                    Optional.ofNullable(before.failure())
                            .flatMap(SourceUnavailableException::retryAfter)
                            .orElse(null));
        }
        return set;
    }

    private KeySet fetch(@Nullable KeySet old) {
        try {
            KeySet set = new KeySet(read(), clock.instant());
            known = set;
            last = new Attempt(set.at(), PAUSE, null);
            return set;
        } catch (SourceUnavailableException e) {
            if (old == null) {
                // Whose own thread was interrupted has not found out anything for the others.
                last = Thread.currentThread().isInterrupted() ? null : new Attempt(clock.instant(), firstPause(e), e);
                throw e;
            }
            last = new Attempt(clock.instant(), PAUSE, e);
            log.warn("the session keys that are known stay in use: {}", e.getMessage());
            return old;
        }
    }

    private Map<String, PublicKey> read() {
        List<Keys> set = bounded.answer(READ, () -> clerk.jwks()
                .getJWKS()
                .retryConfig(RetryConfig.noRetries())
                .call()
                .jwks()
                .flatMap(Jwks::keys)
                .orElse(List.of()));
        Map<String, PublicKey> keys = RsaKeys.ofSet(set);
        if (keys.isEmpty()) {
            throw new SourceUnavailableException(
                    Source.CLERK, "the answer to the " + READ + " has no key for RS256", null);
        }
        return keys;
    }

    private static Duration firstPause(SourceUnavailableException e) {
        Duration asked = e.retryAfter().orElse(FIRST_PAUSE);
        return asked.compareTo(PAUSE) > 0 ? PAUSE : asked.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : asked;
    }

    /** Also if our clock was set back, or else it would not be over for as long as that. */
    private boolean isOver(Instant start, Duration time) {
        Duration passed = Duration.between(start, clock.instant());
        return passed.isNegative() || passed.compareTo(time) >= 0;
    }
}
