package dev.trueup.stripe;

import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.SetupIntent;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.service.V1Services;
import dev.trueup.model.BillingObject;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The single objects that Stripe is asked for to learn whose they are. Nothing is expanded: their ids are all that is
 * needed. Every method throws {@link dev.trueup.model.SourceUnavailableException} for what cannot be read or understood.
 * Thread-safe.
 */
final class StripeObjects {

    /** An id with anything else in it is not Stripe's, and could make another path. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,255}");

    private static final Pattern SESSION_ID = Pattern.compile("cs_[A-Za-z0-9_]{1,252}");
    private static final String CHARGE = "charge";
    private static final String PAYMENT_INTENT = "payment_intent";

    /** Asks for the object of one type with this id. */
    private interface Retrieval {
        Told send(V1Services stripe, String id, RequestOptions options) throws StripeException;
    }

    private static final Map<String, Retrieval> RETRIEVALS = Map.of(
            "subscription",
            (stripe, id, options) -> {
                Subscription it = stripe.subscriptions().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            "checkout.session",
            (stripe, id, options) -> {
                Session it = stripe.checkout().sessions().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            "invoice",
            (stripe, id, options) -> {
                Invoice it = stripe.invoices().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            PAYMENT_INTENT,
            (stripe, id, options) -> {
                PaymentIntent it = stripe.paymentIntents().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            "setup_intent",
            (stripe, id, options) -> {
                SetupIntent it = stripe.setupIntents().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            CHARGE,
            (stripe, id, options) -> {
                Charge it = stripe.charges().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            "payment_method",
            (stripe, id, options) -> {
                PaymentMethod it = stripe.paymentMethods().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer());
            },
            "dispute",
            (stripe, id, options) -> {
                Dispute it = stripe.disputes().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), null, it.getCharge(), it.getPaymentIntent());
            },
            "refund",
            (stripe, id, options) -> {
                Refund it = stripe.refunds().retrieve(id, options);
                return new Told(it.getObject(), it.getId(), it.getCustomer(), it.getCharge(), it.getPaymentIntent());
            });

    /** What an object tells of itself, and the ids in it that lead to its customer. */
    private record Told(
            @Nullable String type,
            @Nullable String id,
            @Nullable String customer,
            @Nullable String charge,
            @Nullable String paymentIntent) {

        Told(@Nullable String type, @Nullable String id, @Nullable String customer) {
            this(type, id, customer, null, null);
        }
    }

    private final V1Services stripe;
    private final StripeRequests requests;

    StripeObjects(V1Services stripe, StripeRequests requests) {
        this.stripe = stripe;
        this.requests = requests;
    }

    /** Whether there can be an object with this id, which may be anything. */
    static boolean canBeId(String id) {
        return ID.matcher(id).matches();
    }

    /** Whether there can be a session with this id, which may be anything. */
    static boolean canBeSession(String id) {
        return SESSION_ID.matcher(id).matches();
    }

    /** Whether objects like this one are asked for. */
    static boolean canBeAsked(BillingObject object) {
        return RETRIEVALS.containsKey(object.type()) && canBeId(object.id());
    }

    /** A checkout session, if there is one. */
    Optional<CheckoutSession> checkout(String what, String id, Deadline deadline) {
        Answer<Session> answer =
                requests.send(endpoint("checkout.session"), what, deadline, options -> stripe.checkout()
                        .sessions()
                        .retrieve(id, options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            return Optional.empty();
        }
        Session told = answer.orThrow(what);
        requireAbout(what, "checkout.session", id, told.getObject(), told.getId());
        CustomerId customer = told.getCustomer() == null ? null : StripeMapping.customerId(told.getCustomer(), what);
        return Optional.of(new CheckoutSession(id, customer, StripeMapping.userId(told.getClientReferenceId())));
    }

    /** The customer of an object that can be asked for; of one without a field for it, that of its payment. */
    Optional<CustomerId> customerOf(String what, BillingObject object, Deadline deadline) {
        Told told = told(what, object.type(), object.id(), deadline);
        if (told != null && told.customer() == null && told.charge() != null) {
            told = told(what, CHARGE, told.charge(), deadline);
        } else if (told != null && told.customer() == null && told.paymentIntent() != null) {
            told = told(what, PAYMENT_INTENT, told.paymentIntent(), deadline);
        }
        return told == null || told.customer() == null
                ? Optional.empty()
                : Optional.of(StripeMapping.customerId(told.customer(), what));
    }

    private @Nullable Told told(String what, String type, String id, Deadline deadline) {
        Retrieval retrieval = RETRIEVALS.get(type);
        if (retrieval == null || !canBeId(id)) {
            throw Refusal.unreadable(what, "the id of its " + type + " is not valid");
        }
        Answer<Told> answer =
                requests.send(endpoint(type), what, deadline, options -> retrieval.send(stripe, id, options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            return null;
        }
        Told told = answer.orThrow(what);
        requireAbout(what, type, id, told.type(), told.id());
        return told;
    }

    /** Where objects of one of the types are: the path is the plural, in parts. */
    private static Endpoint endpoint(String type) {
        return Endpoint.get("/v1/" + type.replace('.', '/') + "s/*");
    }

    /** What is not about the object must not pass for one without a customer. */
    static void requireAbout(String what, String type, String id, @Nullable String toldType, @Nullable String toldId) {
        if (!type.equals(toldType) || !id.equals(toldId)) {
            throw Refusal.unreadable(what, "the answer is not about it");
        }
    }
}
