package dev.trueup.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the primary was last seen to hold, for a short while. Thread-safe.
 *
 * <p>Whoever wants to keep something notes the marks of the users first. A put changes the marks when it begins and when
 * it ends; what was read or put across somebody else's change could be of before or after it, and is not kept.
 */
final class FallbackCopy {

    private final Cache<UserId, Finding> findings;
    private final Cache<CustomerId, UserId> owners;
    private final UserNumbers marks = new UserNumbers();

    FallbackCopy(Duration keepFor, int maximumSize, Clock clock) {
        TicketClock time = new TicketClock(clock);
        this.findings = Caffeine.newBuilder()
                .expireAfterWrite(keepFor)
                .maximumSize(maximumSize)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
        this.owners = Caffeine.newBuilder()
                .expireAfterWrite(keepFor)
                .maximumSize(maximumSize)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
    }

    Map<UserId, CacheEntry> read(Collection<UserId> users) {
        Map<UserId, CacheEntry> found = new LinkedHashMap<>();
        findings.getAllPresent(users).forEach((user, it) -> found.put(user, new CacheEntry(it, "memory", true)));
        return found;
    }

    Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        return owners.getAllPresent(customers);
    }

    /** The marks to note before a read. */
    Map<UserId, Long> marks(Collection<UserId> users) {
        Map<UserId, Long> noted = new LinkedHashMap<>();
        users.forEach(user -> noted.put(user, marks.get(user)));
        return noted;
    }

    /** The marks to note before a put, which this changes. */
    Map<UserId, Long> changedMarks(Collection<UserId> users) {
        Map<UserId, Long> noted = new LinkedHashMap<>();
        users.forEach(user -> noted.put(user, marks.getAndIncrement(user) + 1));
        return noted;
    }

    /**
     * Keeps what was read of a user.
     *
     * @param mark noted before the read
     * @param finding what was read, {@code null} if nothing is known
     */
    void keepRead(UserId user, long mark, @Nullable Finding finding) {
        findings.asMap().compute(user, (same, kept) -> marks.get(user) == mark ? finding : null);
        if (finding != null) {
            finding.customerId().ifPresent(customer -> owners.put(customer, user));
        }
    }

    /**
     * Keeps what was put of a user.
     *
     * @param mark noted before the put
     * @param finding what was put, {@code null} if it is not certain that this is the record now
     */
    void keepPut(UserId user, long mark, @Nullable Finding finding) {
        findings.asMap().compute(user, (same, kept) -> marks.getAndIncrement(user) == mark ? finding : null);
        if (finding != null) {
            finding.customerId().ifPresent(customer -> owners.put(customer, user));
        }
    }

    void keepOwners(Map<CustomerId, UserId> found) {
        owners.putAll(found);
    }
}
