package dev.trueup.spi;

import dev.trueup.protocol.Finding;

/**
 * What a cache holds for one user. Immutable and thread-safe.
 *
 * @param finding a live customer or a tombstone, never {@link Finding#nothing}
 * @param source the kind of store that answered, such as {@code redis} or {@code memory}; for people and metrics
 * @param stale whether this is a fallback's copy, which nobody updates while the store itself is away
 */
public record CacheEntry(Finding finding, String source, boolean stale) {}
