package dev.trueup.sync;

import dev.trueup.spi.BillingStore;
import dev.trueup.spi.UserMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where customers are noted beside the cache, each time that they are read. Immutable and thread-safe.
 *
 * @param store a lasting copy of the customers, if there is one
 * @param metadata where a user's subscription is filed with the user, if anywhere
 */
public record Copies(@Nullable BillingStore store, @Nullable UserMetadata metadata) {

    /** The cache is all there is. */
    public static final Copies NONE = new Copies(null, null);
}
