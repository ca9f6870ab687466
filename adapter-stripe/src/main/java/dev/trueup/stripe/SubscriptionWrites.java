package dev.trueup.stripe;

import com.stripe.model.Subscription;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import com.stripe.service.V1Services;
import java.util.Optional;
import java.util.Set;

/**
 * Subscriptions as they are ended and kept. Every method takes an id that can be one, and throws
 * {@link dev.trueup.model.SourceUnavailableException} when it is not known whether it was done. Thread-safe.
 */
final class SubscriptionWrites {

    private static final String SUBSCRIPTION = "subscription";
    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

    private static final SubscriptionUpdateParams END_WITH_PERIOD =
            SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true).build();
    private static final SubscriptionUpdateParams GO_ON =
            SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(false).build();
    private static final SubscriptionUpdateParams NO_LAST_DAY =
            SubscriptionUpdateParams.builder().setCancelAt(EmptyParam.EMPTY).build();

    private static final String PATH = "/v1/subscriptions/*";
    private static final Endpoint READ = Endpoint.get(PATH);
    private static final Endpoint UPDATE = Endpoint.post(PATH);
    private static final Endpoint CANCEL = Endpoint.delete(PATH);

    private final V1Services stripe;
    private final StripeRequests requests;

    SubscriptionWrites(V1Services stripe, StripeRequests requests) {
        this.stripe = stripe;
        this.requests = requests;
    }

    boolean endWithPeriod(String what, String id, Deadline deadline) {
        return update(what, id, END_WITH_PERIOD, deadline).isPresent();
    }

    /**
     * Stripe looks at no idempotency key of a DELETE, and whoever repeats one whose answer was lost hears that there is
     * no such subscription. That it was there a moment ago tells the two apart.
     *
     * @see <a href="https://docs.stripe.com/api/idempotent_requests">Stripe: idempotent requests</a>
     */
    boolean endNow(String what, String id, Deadline deadline) {
        if (!isLive(what, id, deadline)) {
            return false;
        }
        Answer<Subscription> answer = requests.send(
                CANCEL, what, deadline, options -> stripe.subscriptions().cancel(id, options));
        if (!answer.is(Refusal.Kind.UNKNOWN_ID)) {
            requireAbout(what, id, answer.orThrow(what));
        }
        return true;
    }

    /**
     * In the flexible billing mode the customer portal sets {@code cancel_at} to the end of the period and leaves
     * {@code cancel_at_period_end} false. Another date is the host's own.
     *
     * @see <a href="https://docs.stripe.com/billing/subscriptions/billing-mode/compare">Stripe: billing modes</a>
     */
    boolean goOn(String what, String id, Deadline deadline) {
        Optional<Subscription> told = update(what, id, GO_ON, deadline);
        if (told.filter(SubscriptionMapping::endsWithPeriod).isPresent()) {
            told = update(what, id, NO_LAST_DAY, deadline);
        }
        return told.isPresent();
    }

    /** The subscription as it is now, unless it is unknown or has ended: Stripe's error tells the latter by words only. */
    private Optional<Subscription> update(String what, String id, SubscriptionUpdateParams params, Deadline deadline) {
        Answer<Subscription> answer =
                requests.send(UPDATE, what, StripeRequests.freshKey(), deadline, options -> stripe.subscriptions()
                        .update(id, params, options));
        boolean refused = answer.is(Refusal.Kind.UNKNOWN_ID) || answer.is(Refusal.Kind.INVALID);
        if (refused && !isLive(what, id, deadline)) {
            return Optional.empty();
        }
        return Optional.of(requireAbout(what, id, answer.orThrow(what)));
    }

    private boolean isLive(String what, String id, Deadline deadline) {
        Answer<Subscription> answer = requests.send(
                READ, what, deadline, options -> stripe.subscriptions().retrieve(id, options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            return false;
        }
        String status = requireAbout(what, id, answer.orThrow(what)).getStatus();
        if (status == null) {
            throw Refusal.unreadable(what, "status is missing");
        }
        return !ENDED.contains(status);
    }

    private static Subscription requireAbout(String what, String id, Subscription told) {
        StripeObjects.requireAbout(what, SUBSCRIPTION, id, told.getObject(), told.getId());
        return told;
    }
}
