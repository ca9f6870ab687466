package dev.trueup.model;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook event whose signature was good: ids, type and time, and nothing else of its body. An event is never
 * applied; it says what to read again. Immutable and thread-safe.
 *
 * @param key what makes it the same event when it comes again
 * @param type as its sender names it, for example {@code customer.subscription.updated}; at most 255 characters
 * @param occurredAt when the sender says that it happened. No version: Stripe's has whole seconds, and neither sender
 *     delivers in order
 * @param live whether it is of live mode; {@code null} where the sender does not say (Clerk)
 * @param customers the customers that it names: none, one, or two when something moved between them
 * @param user the user that it names. Clerk's word for a user event; for an event of Stripe only a hint
 * @param object the object in Stripe that it is about, if it is no customer
 */
public record WebhookEvent(
        EventKey key,
        String type,
        Instant occurredAt,
        @Nullable Boolean live,
        Set<CustomerId> customers,
        @Nullable UserId user,
        @Nullable BillingObject object) {

    /**
     * Copies the set and checks the type.
     *
     * @throws IllegalArgumentException if the type is blank, longer than 255 characters, or has control characters
     */
    public WebhookEvent {
        Identifier.require("type", type);
        customers = Collections.unmodifiableSet(new LinkedHashSet<>(customers));
    }

    /** Who sent it. */
    public Source source() {
        return key.source();
    }

    /** The user that it names, if it names one. */
    public Optional<UserId> namedUser() {
        return Optional.ofNullable(user);
    }
}
