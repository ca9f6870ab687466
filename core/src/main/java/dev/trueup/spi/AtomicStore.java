package dev.trueup.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store of bytes with compare-and-set: all that core needs to build a correct {@link CustomerCache} and a correct
 * {@link WebhookDeduplicator}. The easy way to write an adapter. Implementations are thread-safe and throw {@code SourceUnavailableException} when the store does
 * not answer; an answer that could be wrong must not be given.
 */
public interface AtomicStore {

    /**
     * A value and the version that stands for it.
     *
     * @param value the bytes; not to be changed by anyone
     * @param version differs for every value that was ever written under the key, also after the key expired
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: the version stands for the bytes
    record Versioned(byte[] value, String version) {}

    /**
     * Reads the value under a key, as the last write that succeeded left it (not a replica's older one).
     *
     * @param key ASCII letters, digits and any of {@code _ - % :}; seldom over 100 characters, at most 3,000
     */
    Optional<Versioned> read(String key);

    /**
     * Writes a value if the key still has the expected version; atomic over all users of the store.
     *
     * @param key as for {@link #read}
     * @param expected the version that was read; {@code null} if the key must be absent or expired
     * @param value the bytes to write
     * @param timeToLive how long the value must stay readable at least, positive
     * @return whether the value was written; {@code false} if the version was another one
     */
    boolean compareAndSet(String key, @Nullable String expected, byte[] value, Duration timeToLive);

    /** The time by the store's clock, or by one clock that all users of the store share; to the microsecond if it can. */
    Instant now();

    /**
     * Reads many keys; stores that can do so in one round trip should override it.
     *
     * @return the values of the keys that have one
     */
    default Map<String, Versioned> readAll(Collection<String> keys) {
        Map<String, Versioned> found = new LinkedHashMap<>();
        keys.forEach(key -> read(key).ifPresent(value -> found.put(key, value)));
        return found;
    }
}
