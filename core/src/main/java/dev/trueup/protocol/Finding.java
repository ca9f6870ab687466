package dev.trueup.protocol;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import java.util.Optional;

/** What a sync found out about one user: the value that is put into the cache. Immutable and thread-safe. */
public sealed interface Finding {

    /**
     * A live customer carries the user.
     *
     * @param customer what was read of it
     */
    record Live(CustomerSnapshot customer) implements Finding {}

    /**
     * The user's customer was deleted: a tombstone, which outlives every read that began while the customer was alive.
     *
     * @param customer the customer that is gone
     */
    record Gone(CustomerId customer) implements Finding {}

    /** No customer is known. There is one instance, {@link Finding#nothing()}. */
    record Nothing() implements Finding {

        // Held here and not in the interface, whose initialisation would wait for this class and this class for it.
        private static final Nothing INSTANCE = new Nothing();
    }

    /** Nothing is known; also what an invalidation puts. A look-up of it is a miss. */
    static Finding nothing() {
        return Nothing.INSTANCE;
    }

    /** The live customer, if that is what was found. */
    default Optional<CustomerSnapshot> snapshot() {
        return this instanceof Live live ? Optional.of(live.customer()) : Optional.empty();
    }

    /** The customer that the finding is about, live or gone, if it is about one. */
    default Optional<CustomerId> customerId() {
        if (this instanceof Live live) {
            return Optional.of(live.customer().customerId());
        }
        return this instanceof Gone gone ? Optional.of(gone.customer()) : Optional.empty();
    }
}
