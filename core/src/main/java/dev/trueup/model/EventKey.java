package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * What makes a webhook event the same event when it comes again. Immutable and thread-safe.
 *
 * @param source who sent it
 * @param account the connected Stripe account whose event it is; {@code null} for the endpoint's own account
 * @param id Stripe's {@code evt_…}; for Clerk the {@code svix-id}, which stays the same over all attempts to deliver,
 *     while the body has no id of the event
 */
public record EventKey(Source source, @Nullable String account, String id) {

    /**
     * Checks the ids.
     *
     * @throws IllegalArgumentException if one is blank, longer than 255 characters, or has control characters
     */
    public EventKey {
        Identifier.require("id", id);
        if (account != null) {
            Identifier.require("account", account);
        }
    }

    /** An event of the endpoint's own account. */
    public static EventKey of(Source source, String id) {
        return new EventKey(source, null, id);
    }

    /** Source and ids, as they may stand in a log. */
    @Override
    public String toString() {
        return source + ":" + (account == null ? "" : account + ":") + id;
    }
}
