package dev.trueup.hostapp;

import dev.trueup.Trueup;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to Stripe's checkout and back. */
final class CheckoutRoutes {

    private static final String RETURN = "/store/checkout/success?session_id={CHECKOUT_SESSION_ID}";

    private final Trueup trueup;
    private final Callers callers;
    private final Settings settings;
    private final Duration bodyWithin;

    CheckoutRoutes(Trueup trueup, Callers callers, Settings settings, Duration bodyWithin) {
        this.trueup = trueup;
        this.callers = callers;
        this.settings = settings;
        this.bodyWithin = bodyWithin;
    }

    /** {@code POST /api/stripe/checkout}. */
    void start(Context context) {
        UserId user = callers.user(context);
        CheckoutOrder order = order(
                Body.read(context, bodyWithin), settings.publicUrl(context.req().getLocalPort()));
        CheckoutStart start = trueup.checkout().start(user, order);
        switch (start.outcome()) {
            case STARTED -> Json.answer(context, 200, new Started(start.sessionId(), start.url()));
            case UNKNOWN_PRICE -> throw HttpFailure.badRequest("The price is unknown or does not fit the mode");
            case NOT_LINKED -> {
                SyncRoutes.requireLinked(start.link());
                throw HttpFailure.noCustomer();
            }
        }
    }

    /** {@code GET /store/checkout/success}: eager, so that the next page shows what was bought. */
    void success(Context context) {
        UserId user = callers.user(context);
        String session =
                Query.of(context, "session_id").orElseThrow(() -> HttpFailure.badRequest("session_id is missing"));
        if (!trueup.locator().knows(user)) {
            throw HttpFailure.userNotFound();
        }
        CustomerSnapshot customer = Customers.of(trueup.sync().afterCheckout(session, user));
        Json.answer(context, 200, new Returned(true, Views.Subscription.of(customer)));
    }

    private static CheckoutOrder order(Body body, String publicUrl) {
        CheckoutOrder.Mode mode =
                switch (body.optional("mode").orElse("subscription")) {
                    case "subscription" -> CheckoutOrder.Mode.SUBSCRIPTION;
                    case "payment" -> CheckoutOrder.Mode.PAYMENT;
                    default -> throw HttpFailure.badRequest("mode must be subscription or payment");
                };
        String price = body.text("priceId");
        String successUrl = body.optional("successUrl").orElseGet(() -> publicUrl + RETURN);
        try {
            return new CheckoutOrder(
                    price, mode, successUrl, body.optional("cancelUrl").orElse(null));
        } catch (IllegalArgumentException e) {
            // Names the field and quotes nothing.
            throw HttpFailure.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private record Started(
            @Nullable String sessionId, @Nullable String url) {}

    private record Returned(boolean synced, List<Views.Subscription> subscriptions) {}
}
