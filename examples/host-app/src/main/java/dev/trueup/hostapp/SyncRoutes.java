package dev.trueup.hostapp;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trueup.Trueup;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.LinkResult;
import dev.trueup.model.SubscriptionAgreement;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import dev.trueup.spi.BillingActions.End;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Clerk, cache and store say of a user's subscription, and what can be done about it. */
final class SyncRoutes {

    private final Trueup trueup;
    private final Callers callers;
    private final Duration bodyWithin;

    SyncRoutes(Trueup trueup, Callers callers, Duration bodyWithin) {
        this.trueup = trueup;
        this.callers = callers;
        this.bodyWithin = bodyWithin;
    }

    /** {@code GET /api/sync/clerk-stripe}. */
    void agreement(Context context) {
        UserId user = callers.user(context);
        SubscriptionAgreement agreement = trueup.subscriptions().agreement(user).orElseThrow(HttpFailure::userNotFound);
        Json.answer(
                context,
                200,
                new Agreement(
                        user.value(),
                        Views.id(agreement.customer()),
                        Views.Noted.of(agreement.clerk()),
                        Views.Noted.of(agreement.stored()),
                        agreement.inAgreement()));
    }

    /** {@code POST /api/sync/clerk-stripe}. */
    void act(Context context) {
        UserId caller = callers.user(context);
        Body body = Body.read(context, bodyWithin);
        UserId user = body.optional("targetUserId").map(SyncRoutes::userId).orElse(caller);
        if (!user.equals(caller) && !callers.isAdmin(caller)) {
            throw HttpFailure.forbidden();
        }
        String action = body.text("action");
        Done done =
                switch (action) {
                    case "sync-user" -> synced(action, trueup.userSync().sync(user));
                    case "get-subscription-data" -> data(action, user, body.optional("subscriptionId"));
                    case "cancel-subscription" -> {
                        End end = body.flag("immediately") ? End.NOW : End.AT_PERIOD_END;
                        String subscription = body.text("subscriptionId");
                        yield changed(action, trueup.subscriptions().cancel(user, subscription, end));
                    }
                    case "reactivate-subscription" -> {
                        String subscription = body.optional("reactivationSubscriptionId")
                                .orElseGet(() -> body.text("subscriptionId"));
                        yield changed(action, trueup.subscriptions().reactivate(user, subscription));
                    }
                    default -> throw HttpFailure.badRequest("action is unknown");
                };
        Json.answer(context, 200, done);
    }

    private static UserId userId(String text) {
        try {
            return new UserId(text);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.badRequest("targetUserId must be the id of a user");
        }
    }

    private static Done synced(String action, UserSyncResult result) {
        requireLinked(result.link());
        CustomerSnapshot customer =
                Optional.ofNullable(result.refresh()).map(Customers::of).orElseThrow(HttpFailure::noCustomer);
        return Done.of(action, customer, counting(customer));
    }

    private Done data(String action, UserId user, Optional<String> subscriptionId) {
        requireKnown(user);
        CustomerSnapshot customer = trueup.sync().refresh(user).snapshot();
        if (customer == null) {
            return new Done(true, action, null, null);
        }
        return Done.of(
                action,
                customer,
                subscriptionId.isEmpty()
                        ? counting(customer)
                        : subscription(customer, subscriptionId.get()).orElseThrow(HttpFailure::forbidden));
    }

    private static Done changed(String action, SubscriptionChange change) {
        return switch (change.outcome()) {
            case CHANGED, UNCHANGED ->
                new Done(
                        true,
                        action,
                        Views.id(change.customer()),
                        Optional.ofNullable(change.subscription())
                                .map(Views.Subscription::of)
                                .orElse(null));
            case ENDED -> throw new HttpFailure(409, "The subscription has ended");
            case FOREIGN -> throw HttpFailure.forbidden();
            case USER_NOT_FOUND -> throw HttpFailure.userNotFound();
        };
    }

    /** The one that is filed with the user, if there is any. */
    private static @Nullable SubscriptionData counting(CustomerSnapshot customer) {
        String id = SubscriptionState.of(customer).subscriptionId();
        return id == null ? null : subscription(customer, id).orElse(null);
    }

    private static Optional<SubscriptionData> subscription(CustomerSnapshot customer, String id) {
        return customer.subscriptions().stream()
                .filter(it -> it.id().equals(id))
                .findFirst();
    }

    private void requireKnown(UserId user) {
        if (!trueup.locator().knows(user)) {
            throw HttpFailure.userNotFound();
        }
    }

    /** Lets a user go on who has a customer. */
    static void requireLinked(LinkResult link) {
        switch (link.outcome()) {
            case LINKED, CREATED, ADOPTED -> {}
            case USER_NOT_FOUND -> throw HttpFailure.userNotFound();
            case AMBIGUOUS, CONFLICT ->
                throw new HttpFailure(409, "The customer cannot be told without somebody's decision");
        }
    }

    private record Agreement(
            String userId,
            @Nullable String stripeCustomerId,
            Views.@Nullable Noted clerk,
            Views.@Nullable Noted store,
            boolean inAgreement) {}

    private record Done(
            boolean success,
            String action,
            @Nullable String stripeCustomerId,
            @JsonInclude(JsonInclude.Include.NON_NULL) Views.@Nullable Subscription subscription) {

        static Done of(String action, CustomerSnapshot customer, @Nullable SubscriptionData subscription) {
            return new Done(
                    true,
                    action,
                    customer.customerId().value(),
                    subscription == null ? null : Views.Subscription.of(subscription));
        }
    }
}
