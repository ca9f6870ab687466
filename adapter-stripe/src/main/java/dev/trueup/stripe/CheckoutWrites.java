package dev.trueup.stripe;

import com.stripe.model.Price;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.service.V1Services;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.OpenCheckout;
import dev.trueup.model.UserId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Checkout sessions as they are opened. Throws {@link dev.trueup.model.SourceUnavailableException} when there is none to
 * send anybody to. Thread-safe.
 */
final class CheckoutWrites {

    /** @see <a href="https://docs.stripe.com/api/checkout/sessions/create">Stripe: expires_at</a> */
    private static final Duration SHORTEST = Duration.ofMinutes(30);

    private static final Duration LONGEST = Duration.ofHours(24);

    /** Stripe counts from its own clock when the request gets there, which may be after a further try. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Endpoint OPEN = Endpoint.post("/v1/checkout/sessions");
    private static final Endpoint PRICE = Endpoint.get("/v1/prices/*");

    private final V1Services stripe;
    private final StripeRequests requests;
    private final Clock clock;

    CheckoutWrites(V1Services stripe, StripeRequests requests, Clock clock) {
        this.stripe = stripe;
        this.requests = requests;
        this.clock = clock;
    }

    static void requireAllowed(Duration life) {
        if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("life must be from " + SHORTEST + " to " + LONGEST + " but is " + life);
        }
    }

    /** A session, unless its price cannot be bought this way. */
    Optional<OpenCheckout> open(
            String what, CheckoutOrder order, CustomerId customer, UserId user, Duration life, Deadline deadline) {
        SessionCreateParams params = params(order, customer, user, life);
        Answer<Session> answer =
                requests.send(OPEN, what, StripeRequests.freshKey(), deadline, options -> stripe.checkout()
                        .sessions()
                        .create(params, options));
        if (answer.is(Refusal.Kind.INVALID) && !canBeBought(what, order, deadline)) {
            return Optional.empty();
        }
        Session told = answer.orThrow(what);
        if (!"checkout.session".equals(told.getObject())
                || !customer.value().equals(told.getCustomer())
                || !user.value().equals(told.getClientReferenceId())) {
            throw Refusal.unreadable(what, "the answer is not about it");
        }
        String id = told.getId();
        String url = told.getUrl();
        if (id == null || !StripeObjects.canBeSession(id)) {
            throw Refusal.unreadable(what, "its id is not valid");
        }
        if (url == null || !isSafe(url)) {
            throw Refusal.unreadable(what, "its address is not valid");
        }
        return Optional.of(new OpenCheckout(id, url));
    }

    private SessionCreateParams params(CheckoutOrder order, CustomerId customer, UserId user, Duration life) {
        SessionCreateParams.Builder params = SessionCreateParams.builder()
                .setMode(
                        switch (order.mode()) {
                            case SUBSCRIPTION -> SessionCreateParams.Mode.SUBSCRIPTION;
                            case PAYMENT -> SessionCreateParams.Mode.PAYMENT;
                        })
                .setCustomer(customer.value())
                .setClientReferenceId(user.value())
                .putMetadata(StripeMapping.USER_ID, user.value())
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setPrice(order.priceId())
                        .setQuantity(1L)
                        .build())
                .setSuccessUrl(order.successUrl())
                .setCancelUrl(order.cancelUrl())
                .setExpiresAt(clock.instant().plus(inside(life)).getEpochSecond());
        if (order.mode() == CheckoutOrder.Mode.SUBSCRIPTION) {
            params.setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                    .putMetadata(StripeMapping.USER_ID, user.value())
                    .build());
        }
        return params.build();
    }

    private static Duration inside(Duration life) {
        Duration shortest = SHORTEST.plus(MARGIN);
        Duration longest = LONGEST.minus(MARGIN);
        Duration atLeast = life.compareTo(shortest) < 0 ? shortest : life;
        return atLeast.compareTo(longest) > 0 ? longest : atLeast;
    }

    /** Stripe has one error for all that is wrong with a session, which tells prices apart by words only. */
    private boolean canBeBought(String what, CheckoutOrder order, Deadline deadline) {
        Answer<Price> answer =
                requests.send(PRICE, what, deadline, options -> stripe.prices().retrieve(order.priceId(), options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            return false;
        }
        Price price = answer.orThrow(what);
        StripeObjects.requireAbout(what, "price", order.priceId(), price.getObject(), price.getId());
        Price.Recurring recurring = price.getRecurring();
        boolean fits =
                switch (order.mode()) {
                    case SUBSCRIPTION -> recurring != null && !"metered".equals(recurring.getUsageType());
                    case PAYMENT -> recurring == null;
                };
        return fits && !Boolean.FALSE.equals(price.getActive());
    }

    /** Whether a browser may be sent there. What follows the {@code #} is Stripe's own and need not be a URI's. */
    private static boolean isSafe(String url) {
        if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return false;
        }
        try {
            URI uri = new URI(url.split("#", 2)[0]);
            String host = uri.getHost();
            boolean encrypted = "https".equalsIgnoreCase(uri.getScheme());
            boolean local = "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(String.valueOf(host));
            return host != null && uri.getUserInfo() == null && (encrypted || local);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
