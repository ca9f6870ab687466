package dev.trueup.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Creates a user's customer so that any number of attempts, at the same time or after a crash, make one. Thread-safe.
 *
 * <p>Stripe gives the first answer again for an idempotency key that it knows, for a day at least. So everybody goes
 * through the same keys in the same order, the user's generations, and stays at the first that leads to a live customer
 * of this user: whoever comes later gets the same one. A generation is over when its customer was deleted or given to
 * somebody else, or when Stripe repeats a failure for it.
 */
final class CustomerCreation {

    /** As many customers of one user would have to be deleted within a day. */
    private static final int MOST_GENERATIONS = 20;

    /** Stripe may forget keys after a day; the rest is for clocks that differ. */
    private static final Duration KEYS_LIVE = Duration.ofHours(25);

    private final CustomerWriter customers;
    private final BillingDirectory billing;
    private final String account;
    private final Clock clock;

    CustomerCreation(CustomerWriter customers, BillingDirectory billing, String account, Clock clock) {
        this.customers = customers;
        this.billing = billing;
        this.account = account;
        this.clock = clock;
    }

    /**
     * The customer that was created for the user, now or by an attempt whose answer was lost.
     *
     * @throws SourceUnavailableException if Stripe does not say; a later call finds out
     */
    CustomerId create(UserId user) {
        for (int generation = 0; generation < MOST_GENERATIONS; generation++) {
            Optional<CustomerId> created = attempt(user, generation);
            if (created.isEmpty()) {
                created = unconfirmed(user);
            }
            if (created.isPresent() && billing.find(created.get()).customer().belongsTo(user)) {
                return created.get();
            }
        }
        throw new SourceUnavailableException(Source.STRIPE, "makes no customer for user " + user, null);
    }

    /** Whatever Stripe fails with may have come after the customer was there. */
    private Optional<CustomerId> attempt(UserId user, int generation) {
        try {
            return customers.create(user, key(user, generation));
        } catch (SourceUnavailableException e) {
            return Optional.of(unconfirmed(user).orElseThrow(() -> e));
        }
    }

    private Optional<CustomerId> unconfirmed(UserId user) {
        return billing.findCreatedSince(clock.instant().minus(KEYS_LIVE)).stream()
                .filter(it -> it.belongsTo(user))
                .map(BillingCustomer::id)
                .findFirst();
    }

    /** A digest, because a key has at most 255 characters and an account and a user may have more together. */
    private String key(UserId user, int generation) {
        String parts = account.length() + ":" + account + ":" + user + ":" + generation;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(parts.getBytes(UTF_8));
            return "trueup-customer-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
