package dev.trueup.identity;

import java.time.Duration;

/**
 * How users get customers. Immutable and thread-safe.
 *
 * @param account tells the Stripe account and mode from others in idempotency keys; at most 100 characters
 * @param emailLinking whether an address may lead to a customer
 * @param lease how long one instance may be busy with creating a user's customer before another one may try; positive
 * @param patience how long a link waits for another instance that is busy with the same user; positive
 */
public record LinkSettings(String account, EmailLinking emailLinking, Duration lease, Duration patience) {

    /** Account {@code default}, no linking by address, a lease of a minute, half a minute of patience. */
    public static final LinkSettings DEFAULT =
            new LinkSettings("default", EmailLinking.OFF, Duration.ofMinutes(1), Duration.ofSeconds(30));

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is not as described
     */
    public LinkSettings {
        if (account.isBlank() || account.length() > 100) {
            throw new IllegalArgumentException("account must have 1 to 100 characters but has " + account.length());
        }
        requirePositive("lease", lease);
        requirePositive("patience", patience);
    }

    /** These settings for another account. */
    public LinkSettings withAccount(String other) {
        return new LinkSettings(other, emailLinking, lease, patience);
    }

    /** These settings with another rule for addresses. */
    public LinkSettings withEmailLinking(EmailLinking other) {
        return new LinkSettings(account, other, lease, patience);
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
