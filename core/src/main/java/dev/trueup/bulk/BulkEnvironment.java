package dev.trueup.bulk;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Leases;
import dev.trueup.spi.RunJournal;
import dev.trueup.spi.SyncLog;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserPages;
import dev.trueup.sync.CustomerSync;
import dev.trueup.sync.SyncChecker;
import dev.trueup.sync.SyncEnvironment;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What runs work with, handed in by whoever assembles them. Immutable and thread-safe.
 *
 * @param cache where the records are
 * @param users all users, by pages
 * @param billing all customers, by pages
 * @param log remembers the runs
 * @param journal keeps what they have read
 * @param leases lets one instance at a time have a run of a kind
 * @param verbs what is done for one customer, by requests that a meter counts and that wait their turn
 * @param events has events worked on that were not delivered
 * @param settings how runs work
 * @param sync what the verbs run with
 * @param timer says when a run has to show that it lives; does no work itself
 */
public record BulkEnvironment(
        CustomerCache cache,
        UserPages users,
        BillingPages billing,
        SyncLog log,
        RunJournal journal,
        Leases leases,
        Function<CallMeter, Verbs> verbs,
        Events events,
        BulkSettings settings,
        SyncEnvironment sync,
        ScheduledExecutorService timer) {

    /** The same, with events worked on in another way. */
    BulkEnvironment withEvents(Events other) {
        return new BulkEnvironment(cache, users, billing, log, journal, leases, verbs, other, settings, sync, timer);
    }

    /**
     * What is done for one customer at a time.
     *
     * @param users the users, one by one or by hundreds
     * @param checker checks one
     * @param sync refreshes one
     * @param profiles brings a user's profile to Stripe and refreshes
     * @param payments reads a customer's payments again, if they are kept
     */
    public record Verbs(
            UserDirectory users,
            SyncChecker checker,
            CustomerSync sync,
            Consumer<UserId> profiles,
            Consumer<CustomerId> payments) {}

    /** Has events worked on that came from a list and not from their sender. */
    public interface Events {

        /**
         * Has one event worked on under the same claim as if it had been delivered.
         *
         * @param event what the list told
         * @param signals what is done in place of the built-in handler, because many events of one customer need one
         *     refresh only
         */
        WebhookOutcome deliver(WebhookEvent event, Consumer<WebhookEvent> signals);
    }
}
