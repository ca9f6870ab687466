package dev.trueup.identity;

import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.Leases;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserMetadata;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What links are made with, handed in by whoever assembles them. Immutable and thread-safe.
 *
 * @param customers creates and adopts customers
 * @param cache its record of the user is a hint
 * @param leases lets one instance at a time create a user's customer
 * @param metadata where the customer is filed with the user; {@code null} for nowhere
 * @param settings how users get customers
 * @param listener is told what happens
 * @param clock tells since when an unconfirmed customer may exist
 */
public record LinkEnvironment(
        CustomerWriter customers,
        CustomerCache cache,
        Leases leases,
        @Nullable UserMetadata metadata,
        LinkSettings settings,
        TrueupListener listener,
        Clock clock) {

    /** Guards the listener. */
    public LinkEnvironment {
        listener = TrueupListener.guarded(listener);
    }
}
