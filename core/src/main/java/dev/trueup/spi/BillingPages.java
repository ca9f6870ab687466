package dev.trueup.spi;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All customers of Stripe, a page at a time: what bulk work reads. Every request is work that can wait: it takes its turn
 * within a share of the provider's limits, behind the live requests of the application. Implementations are thread-safe;
 * pages of different spans are asked for side by side.
 *
 * <p>Every list is told newest first. A page begins where {@code after} says, which is the {@code next} of the page
 * before it, of the same list and of a span that ends at the same time; it stays good when the object that it names has
 * gone meanwhile, but then what was created in the same second may be told again. An {@code after} that no page has told
 * is an {@code IllegalArgumentException}.
 *
 * <p>Every method throws {@code SourceUnavailableException} with {@code Source.STRIPE} when a page cannot be read as a
 * whole; a page is never told in part. A single object on it that cannot be understood is told as one of its failures:
 * by its own id, but a subscription by that of its customer, of whom then not everything is known.
 */
public interface BillingPages {

    /**
     * Live customers that were created within a span, each with its default payment method as {@code
     * BillingDirectory.find} tells it. One request.
     *
     * @param created when they were created
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the request
     */
    Page<BillingCustomer> customers(Span created, @Nullable String after, CallMeter meter);

    /**
     * Subscriptions in every state, cancelled ones too, that were created within a span. One request, and another one
     * for each further page of the items of one subscription.
     *
     * @param created when they were created
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the requests
     */
    Page<CustomerSubscription> subscriptions(Span created, @Nullable String after, CallMeter meter);

    /**
     * Events that happened within a span, which Stripe keeps for 30 days. Of an event nothing is told that a webhook
     * would not tell. One request.
     *
     * @param created when they happened
     * @param types exact types, at most 20; empty for all types
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the request
     * @see <a href="https://docs.stripe.com/api/events/list">Stripe: list events</a>
     */
    Page<WebhookEvent> events(Span created, List<String> types, @Nullable String after, CallMeter meter);

    /** The same customers one at a time, by requests that wait for their turn as well. */
    BillingDirectory oneByOne(CallMeter meter);
}
