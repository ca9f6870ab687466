package dev.trueup.sync;

import dev.trueup.spi.BillingStore;
import dev.trueup.spi.PaymentPages;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.UserMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where customers are noted beside the cache, each time that they are read. Immutable and thread-safe.
 *
 * @param store a lasting copy of the customers, if there is one
 * @param metadata where a user's subscription is filed with the user, if anywhere
 * @param payments a lasting copy of what customers pay, if there is one
 */
public record Copies(
        @Nullable BillingStore store,
        @Nullable UserMetadata metadata,
        @Nullable Payments payments) {

    /** The cache is all there is. */
    public static final Copies NONE = new Copies(null, null, null);

    /**
     * What customers pay, there and here.
     *
     * @param pages Stripe's word
     * @param store the copy of it
     */
    public record Payments(PaymentPages pages, PaymentStore store) {}
}
