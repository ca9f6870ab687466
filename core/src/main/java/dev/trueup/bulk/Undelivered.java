package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.sync.PaymentSync;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has events worked on that may not have been delivered, each under the same claim as if it had been. A customer is read
 * once, however many of the events are about it: the read begins after the lists were, and so shows what all of them
 * tell. Thread-safe.
 */
final class Undelivered {

    private final Work work;
    private final BulkEnvironment environment;
    private final Verbs verbs;
    private final BillingDirectory billing;
    private final Map<CustomerId, Once> refreshed = new ConcurrentHashMap<>();

    /** Nothing is refreshed yet; whatever is delivered has to be listed already. */
    Undelivered(Work work, BulkEnvironment environment, Verbs verbs) {
        this.work = work;
        this.environment = environment;
        this.verbs = verbs;
        this.billing = environment.billing().oneByOne(work.meter());
    }

    /** Has events worked on; what came of each is told. */
    void deliver(List<WebhookEvent> events, Outcomes outcomes) {
        new OneByOne(work, environment).each(events.stream().map(Named::new).toList(), named -> {
            WebhookOutcome outcome = environment.events().deliver(named.event(), this::signal);
            switch (outcome.status()) {
                case PROCESSED -> outcomes.worked();
                case BUSY -> {
                    // Whoever has it may have died over it; that the customer is read once more does no harm.
                    signal(named.event());
                    outcomes.known();
                }
                case DEAD -> work.tally().failed(named.toString(), "given up after too many attempts");
                case MISMATCH -> work.tally().failed(named.toString(), "came with another body before");
                case FAILED, UNKNOWN, FENCED -> throw again(named, outcome);
                default -> outcomes.known();
            }
        });
    }

    private static SourceUnavailableException again(Named named, WebhookOutcome outcome) {
        Source source = outcome.status() == WebhookOutcome.Status.UNKNOWN ? Source.CLAIMS : Source.STRIPE;
        return new SourceUnavailableException(
                source, "event " + named + " was not worked on: " + outcome.status(), null, outcome.retryAfter());
    }

    private void signal(WebhookEvent event) {
        for (CustomerId customer : customers(event)) {
            refreshed.computeIfAbsent(customer, Once::new).refresh(event);
        }
    }

    private Collection<CustomerId> customers(WebhookEvent event) {
        if (!event.customers().isEmpty() || event.object() == null) {
            return event.customers();
        }
        return billing.customerOf(event.object()).map(Set::of).orElse(Set.of());
    }

    /** What came of events, apart from failures. */
    interface Outcomes {

        /** For a list that is looked through only. */
        Outcomes UNCOUNTED = new Outcomes() {};

        /** An event had not been worked on before. */
        default void worked() {}

        /** An event had been, or is just worked on elsewhere, or means nothing here. */
        default void known() {}
    }

    /** An event whose string form is its id, for the report. */
    private record Named(WebhookEvent event) {

        @Override
        public String toString() {
            return event.key().id();
        }
    }

    private final class Once {

        private final CustomerId customer;
        private boolean done;
        private boolean paymentsDone;

        Once(CustomerId customer) {
            this.customer = customer;
        }

        synchronized void refresh(WebhookEvent event) {
            if (!done) {
                verbs.sync().refresh(customer, event.user());
                done = true;
            }
            if (!paymentsDone && PaymentSync.concerns(event)) {
                verbs.payments().accept(customer);
                paymentsDone = true;
            }
        }
    }
}
