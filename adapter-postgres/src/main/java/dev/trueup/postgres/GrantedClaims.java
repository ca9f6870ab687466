package dev.trueup.postgres;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The claims that were granted here and have not ended, as far as is known. Thread-safe. */
final class GrantedClaims {

    /** Claims of which nobody said how they ended, because the database was away, are looked for beyond this many. */
    private static final int MANY = 1_000;

    private final Map<EventKey, Granted> granted = new ConcurrentHashMap<>();

    private record Granted(Claim claim, long endsAt) {}

    void begun(Claim claim) {
        long now = System.nanoTime();
        if (granted.size() >= MANY) {
            granted.values().removeIf(it -> now - it.endsAt > 0);
        }
        granted.put(claim.key(), new Granted(claim, now + claim.lease().toNanos()));
    }

    void renewed(Claim claim) {
        granted.computeIfPresent(
                claim.key(),
                (key, it) -> isSame(it, claim)
                        ? new Granted(claim, System.nanoTime() + claim.lease().toNanos())
                        : it);
    }

    void ended(Claim claim) {
        granted.computeIfPresent(claim.key(), (key, it) -> isSame(it, claim) ? null : it);
    }

    Optional<Claim> find(EventKey key) {
        return Optional.ofNullable(granted.get(key)).map(Granted::claim);
    }

    private static boolean isSame(Granted it, Claim claim) {
        return it.claim.epoch() == claim.epoch() && it.claim.owner().equals(claim.owner());
    }
}
